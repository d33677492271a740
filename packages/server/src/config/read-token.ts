import { parseArgs } from 'node:util';
import { type Grant, InvalidClaims, parseGrant } from '../access/grant.ts';
import { ConfigError } from '../errors.ts';
import type { TokenRequest } from '../http/auth/mint-token.ts';
import { listOf } from './read-auth.ts';
import { readKeys } from './read-keys.ts';

const OPTIONS = {
  'key-file': { type: 'string' },
  tasks: { type: 'string' },
  groups: { type: 'string' },
  prefix: { type: 'string' },
  access: { type: 'string' },
  list: { type: 'boolean' },
  expires: { type: 'string' },
  audience: { type: 'string' },
  issuer: { type: 'string' },
} as const;

type Flags = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];
type Env = Readonly<Record<string, string | undefined>>;

/**
 * What follows `celery-results-server token`. Without flags, key, audience and issuer are those of the server's own variables.
 *
 * @throws {@link ConfigError}
 */
export function readToken(args: readonly string[], env: Env): TokenRequest {
  const flags = parsed(args);
  const faults: string[] = [];
  const [key = ''] = readKeys(flags['key-file'] ?? env['CELERY_RESULTS_AUTH_KEY_FILE'], env, faults);
  if (key === '' && faults.length === 0)
    faults.push('no key: pass --key-file FILE or set CELERY_RESULTS_AUTH_KEY_FILE or CELERY_RESULTS_AUTH_KEY');
  const claims = claimsOf(flags);
  checkClaims(claims, faults);
  const life = lifeOf(flags.expires ?? '15m', faults);
  if (faults.length > 0) throw new ConfigError(faults.join('; '));
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

function claimsOf({ tasks, groups, prefix, access, list }: Flags): Readonly<Record<string, unknown>> {
  const given = {
    tasks: tasks && listOf(tasks),
    groups: groups && listOf(groups),
    prefix,
    access: access && listOf(access),
    list,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function checkClaims(claims: Readonly<Record<string, unknown>>, faults: string[]): void {
  try {
    if (!grantsSomething(parseGrant(claims, { strict: true })))
      faults.push('the token would grant nothing: pass --tasks IDS, --groups IDS, --prefix TEXT or --list');
  } catch (error) {
    if (!(error instanceof InvalidClaims)) throw error;
    faults.push(error.message);
  }
}

function grantsSomething({ tasks, groups, prefix, list }: Grant): boolean {
  return tasks.size + groups.size > 0 || prefix !== undefined || list;
}

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

/** Seconds. */
function lifeOf(text: string, faults: string[]): number {
  const [, number = '0', unit = 's'] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const life = Number(number) * (SECONDS[unit] ?? 0);
  if (life < 1 || life > 24 * 3_600) faults.push(`expires "${text}" is not like 30s, 15m or 24h, and 24h at the most`);
  return life;
}
