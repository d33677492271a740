import { parseArgs } from 'node:util';
import { type Grant, InvalidClaims, parseGrant } from '../access/grant.ts';
import { ConfigError } from '../problems/errors.ts';
import { readKeys } from './read-keys.ts';
import { splitList } from './split-list.ts';
import type { Env } from './values.ts';

const OPTIONS = {
  'key-file': { type: 'string' },
  tasks: { type: 'string' },
  groups: { type: 'string' },
  prefix: { type: 'string' },
  access: { type: 'string' },
  all: { type: 'boolean' },
  list: { type: 'boolean' },
  expires: { type: 'string' },
  audience: { type: 'string' },
  issuer: { type: 'string' },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

/** The token to sign. */
export interface TokenRequest {
  /** The secret key that the server has, too. */
  readonly key: string;
  /** Seconds until it expires. */
  readonly life: number;
  readonly claims: Readonly<Record<string, unknown>>;
}

/**
 * Reads the arguments of `celery-results-server token`. Without flags, the key, audience and issuer come from the
 * server's variables.
 *
 * @throws {@link ConfigError}
 */
export function readToken(args: readonly string[], env: Env): TokenRequest {
  const flags = parsed(args);
  const errors: string[] = [];
  const [key = ''] = readKeys(flags['key-file'] ?? env['CELERY_RESULTS_AUTH_KEY_FILE'], env, errors);
  if (key === '' && errors.length === 0)
    errors.push('no key: pass --key-file FILE or set CELERY_RESULTS_AUTH_KEY_FILE or CELERY_RESULTS_AUTH_KEY');
  const claims = claimsOf(flags);
  checkClaims(claims, errors);
  const life = lifeOf(flags.expires ?? '15m', errors);
  if (errors.length > 0) throw new ConfigError(errors.join('; '));
  const audience = flags.audience ?? env['CELERY_RESULTS_AUTH_AUDIENCE'] ?? 'celery-results';
  const issuer = flags.issuer ?? env['CELERY_RESULTS_AUTH_ISSUER'];
  return { key, life, claims: { aud: audience, ...(issuer === undefined ? {} : { iss: issuer }), ...claims } };
}

function parsed(args: readonly string[]): Flags {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new ConfigError(String(error instanceof Error ? error.message : error).split('. ')[0] ?? '');
  }
}

function claimsOf({ tasks, groups, prefix, access, all, list }: Flags): Readonly<Record<string, unknown>> {
  const given = {
    tasks: tasks && splitList(tasks),
    groups: groups && splitList(groups),
    prefix,
    access: access && splitList(access),
    all,
    list,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function checkClaims(claims: Readonly<Record<string, unknown>>, errors: string[]): void {
  try {
    if (!grantsSomething(parseGrant(claims, { strict: true })))
      errors.push('the token would grant nothing: pass --tasks IDS, --groups IDS, --prefix TEXT or --all');
  } catch (error) {
    if (!(error instanceof InvalidClaims)) throw error;
    errors.push(error.message);
  }
}

function grantsSomething({ tasks, groups, prefix, all }: Grant): boolean {
  return tasks.size + groups.size > 0 || prefix !== undefined || all;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** Seconds. */
function lifeOf(text: string, errors: string[]): number {
  const [, number = '0', unit = 's'] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const life = Number(number) * (SECONDS[unit] ?? 0);
  if (life < 1 || life > 24 * 3_600) errors.push(`expires "${text}" is not like 30s, 15m or 24h; 24h is the maximum`);
  return life;
}
