import { ConfigError } from '../../../problems/errors.ts';
import { type CheckName, error, type Finding, note } from '../../finding.ts';
import type { DoctorOptions } from '../../store-kind.ts';
import { keysOf } from '../keys.ts';
import { openLink } from '../link.ts';
import type { RedisLocation } from '../redis-location.ts';
import { type RedisContext, readInfo } from './context.ts';
import { checkKeys } from './keys.ts';
import { checkRights } from './rights.ts';
import { checkSamples } from './samples.ts';
import { checkServer } from './server.ts';

/** Milliseconds for each command. */
const TIMEOUT_MS = 5_000;

/** Examines the keys of Celery's results and their Redis server, with a bounded number of reads. */
export async function examineRedis(location: RedisLocation, options: DoctorOptions): Promise<readonly Finding[]> {
  const { serializer = 'json', acceptContent = [serializer], now = Date.now, sentinelMaster: master } = options;
  const keys = keysOf(options.keyPrefix);
  const findings: Finding[] = [];
  try {
    const link = await openLink(location, { timeout: TIMEOUT_MS, master });
    try {
      const { database } = location;
      await examine({ link, keys, database, serializer, acceptContent, now }, findings);
    } finally {
      link.close();
    }
  } catch (cause) {
    findings.push(unreachable(location, cause));
  }
  return findings;
}

/** Adds findings. Only a Redis that does not answer ends the examination early. */
async function examine(context: RedisContext, findings: Finding[]): Promise<void> {
  const attempt = async (check: CheckName, work: () => Promise<readonly Finding[]>): Promise<void> => {
    try {
      findings.push(...(await work()));
    } catch (cause) {
      findings.push(note(check, `this check failed: ${reasonOf(cause)}`));
    }
  };
  const info = await readInfo(context);
  findings.push(...(await checkServer(context, info)));
  const { samples, findings: found } = await checkKeys(context, info);
  findings.push(...found);
  await attempt('rights', () => checkRights(context));
  if (samples.length > 0) await attempt('settings', () => checkSamples(context, samples));
}

/** The finding for a Redis that does not answer, with a fix. */
function unreachable({ server, tls }: RedisLocation, cause: unknown): Finding {
  if (cause instanceof ConfigError) return error('store', cause.message, 'correct the store URL, or the option');
  const reason = reasonOf(cause);
  const isSilent = /within \d+ ms/.test(reason);
  const fix = isSilent && tls ? SILENT_TLS : FIXES.find(([pattern]) => pattern.test(reason))?.[1];
  const place =
    server.kind === 'socket' ? server.path : server.kind === 'address' ? `${server.host}:${server.port}` : '';
  return error(
    'store',
    `Redis does not answer: ${reason}`,
    fix ?? `check that a Redis answers at ${place || 'the URL'}`,
  );
}

const SILENT_TLS =
  'begin the store URL with redis:// if this Redis does not encrypt, or let this machine through its firewall';

const FIXES: readonly (readonly [pattern: RegExp, fix: string])[] = [
  [/ECONNREFUSED|ENOENT|EHOSTUNREACH/, 'start Redis, or correct host and port of the store URL'],
  [/ENOTFOUND|EAI_AGAIN/, 'correct the host of the store URL: this name does not resolve'],
  [/certificate|CERT_|self-signed/i, 'name the authority with ssl_ca_certs in the store URL'],
  [/Hostname|altname/i, 'use the name in the certificate as the host of the store URL'],
  [/wrong version number|packet length|EPROTO/, 'begin the store URL with redis://: this server does not encrypt'],
  [/Socket closed|ECONNRESET/, 'begin the store URL with rediss:// if this Redis encrypts'],
  [/no sentinel/, 'correct the sentinels of the store URL, or --sentinel-master'],
  [/LOADING/, 'wait until Redis has loaded its data'],
  [/within \d+ ms/, 'let this machine through the firewall of Redis, or free it from its load'],
];

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no reason given';
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const text = error.message.includes(code) ? error.message : `${code} ${error.message}`;
  return text.split('\n')[0]?.trim() || error.name;
}
