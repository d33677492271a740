import { type Finding, note, ok, warning } from '../../finding.ts';
import { ifAllowed, type RedisContext } from './context.ts';

/** A smaller difference between two clocks is not reported. */
const MAX_SKEW_MS = 2_000;

/** Checks the version and the role of the server, and its policy for full memory. */
export async function checkServer(
  context: RedisContext,
  info: ReadonlyMap<string, string> | undefined,
): Promise<readonly Finding[]> {
  if (!info)
    return [
      ok('server', 'Redis answers'),
      note('server', 'this user may not run INFO: role and memory are not examined', 'allow +info for the doctor'),
    ];
  const name = info.has('valkey_version') ? 'Valkey' : 'Redis';
  const version = info.get('valkey_version') ?? info.get('redis_version') ?? 'of unknown version';
  const findings = [ok('server', `${name} ${version} answers`)];
  if (info.get('role') === 'slave') findings.push(replicaFinding(info));
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  if (info.get('maxmemory') !== '0' && policy.startsWith('allkeys-'))
    findings.push(
      warning(
        'server',
        `maxmemory-policy is ${policy}: when memory is full, results vanish before they expire`,
        'set maxmemory-policy to volatile-ttl or noeviction, and give Redis enough memory for result_expires',
      ),
    );
  return [...findings, ...(await clockFindings(context))];
}

function replicaFinding(info: ReadonlyMap<string, string>): Finding {
  if (info.get('master_link_status') === 'up')
    return note('server', 'it is a replica: states are as old as its lag, which is not measured here');
  return warning(
    'server',
    'it is a replica that has lost its master: states are old',
    'connect the replica again, or point --store at the master',
  );
}

async function clockFindings(context: RedisContext): Promise<readonly Finding[]> {
  const start = context.now();
  const time = await ifAllowed(context, (client) => client.sendCommand<readonly Buffer[]>(['TIME']));
  if (time === undefined) return [];
  const skew = Number(time[0]) * 1_000 + Number(time[1]) / 1_000 - (start + context.now()) / 2;
  if (Math.abs(skew) < MAX_SKEW_MS) return [ok('clock', "Redis's clock agrees with this machine's")];
  const seconds = Math.round(Math.abs(skew) / 1_000);
  const text = `Redis's clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's`;
  return [warning('clock', text, 'let NTP set both clocks')];
}
