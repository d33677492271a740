import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { figure } from '../section/format.ts';
import { type Spread, spreadOf } from '../section/spread.ts';
import { type Entry, measure, SHORT_CONNECTIONS } from './measure.ts';
import type { Outcome } from './outcome.ts';
import { writeSingleFiles } from './request-files.ts';
import { type Scenario, type ScenarioContext, statusServers } from './scenario.ts';

// Reads of single tasks at a rate below the servers' limits.

const PEAK_CONNECTIONS = 64;
const HALF_CONNECTIONS = 256;
const POLLERS = 10_000;
const POLL_MS = 2_000;
/** Different tasks that pollers request. Each of wrk's threads reads the whole file. */
const POLLED_TASKS = 20_000;
/** File descriptors that a process needs besides its sockets. */
const SPARE_FILES = 200;
/** More rounds of pollers would not change the result. */
const MAX_POLLER_ROUNDS = 3;

/** Each server at half of its peak rate. */
export const half: Scenario = async (context, earlier) => {
  const { django: file } = await writeSingleFiles(context);
  const peakEntries = statusServers(context).map((server) => ({
    label: server.name,
    server,
    file,
    connections: PEAK_CONNECTIONS,
  }));
  const peaks = await findPeaks(peakEntries, context, earlier);
  const entries = peakEntries.map((entry, at) => ({
    ...entry,
    connections: HALF_CONNECTIONS,
    delay: HALF_CONNECTIONS / ((peaks[at]?.median ?? 1) / 2 / 1_000),
  }));
  const peakList = peakEntries.map(({ label }, at) => `${label} ${figure(peaks[at]?.median ?? 0)}`).join(', ');
  return [
    {
      key: 'half',
      database: context.database,
      title: 'At half of the peak',
      note: [
        `One task, ${HALF_CONNECTIONS} connections.`,
        'They wait between requests, so that each server gets about half of its peak rate',
        `(peaks per second: ${peakList}).`,
      ].join(' '),
      unit: 'requests',
      subject: 'ours',
      isPaced: true,
      lines: await measure(entries, context, context.options),
    },
  ];
};

/** The peak rates, from the scenario `single`; without it from one more run. */
async function findPeaks(
  entries: readonly Entry[],
  context: ScenarioContext,
  earlier: readonly Outcome[],
): Promise<readonly Spread[]> {
  const single = earlier.find(({ key, database }) => key === 'single' && database === context.database);
  const lines = single?.lines ?? (await measure(entries, context, { rounds: 1, seconds: context.options.seconds }));
  return entries.map(({ label }) =>
    spreadOf(lines.find((line) => line.label === label)?.runs.map(({ perSecond }) => perSecond) ?? []),
  );
}

/** Many connections that poll. */
export const pollers: Scenario = async (context, earlier) => {
  const { short, seconds, rounds } = context.options;
  const { django: file } = await writeSingleFiles(context, POLLED_TASKS);
  const connections = short ? SHORT_CONNECTIONS : Math.min(POLLERS, openFileLimit() - SPARE_FILES);
  const delay = short ? 100 : POLL_MS;
  const entries = statusServers(context)
    // Django's two processes answer 2 500 requests per second at most, and this scenario sends 5 000
    .filter(({ name }) => short || name !== 'Django')
    .map((server) => ({
      label: server.name,
      server,
      file,
      connections,
      delay,
      threads: short ? 1 : 8,
      ramp: short ? 0.2 : 4,
      mayRefuse: true,
      mayLose: true,
    }));
  return [
    {
      key: 'pollers',
      database: context.database,
      title: `${figure(connections)} browsers that poll every ${delay / 1_000} s`,
      note: [
        `One task, ${figure(connections)} keep-alive connections.`,
        `Each waits ${delay / 2_000} to ${(delay * 3) / 2_000} s before a request.`,
        'The measurement starts 4 s after the first connection.',
        describeDjango(context, earlier),
      ].join(' '),
      unit: 'requests',
      subject: 'ours',
      isPaced: true,
      lines: await measure(entries, context, { rounds: Math.min(rounds, MAX_POLLER_ROUNDS), seconds: seconds * 2 }),
    },
  ];
};

/** Estimates Django's CPU use for this scenario from that of one request. */
function describeDjango({ database }: ScenarioContext, earlier: readonly Outcome[]): string {
  const single = earlier.find((one) => one.key === 'single' && one.database === database);
  const django = single?.lines.find(({ label }) => label === 'Django');
  const uses = django?.runs.flatMap(({ machine }) => machine ?? []) ?? [];
  const reason = 'Django is left out, since it cannot answer this rate';
  if (uses.length === 0) return `${reason}.`;
  const ms = spreadOf(uses.map((use) => use.server + use.database)).median;
  const share = (ms * (POLLERS / POLL_MS)) / cpus().length;
  return `${reason}: by its CPU time for one request it would need ${Math.round(share * 100)} % of the machine.`;
}

/** How many files a process may open. */
function openFileLimit(): number {
  const limit = spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).stdout.trim();
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit);
}
