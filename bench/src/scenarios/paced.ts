import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { type Spread, spreadOf } from '../statistics.ts';
import { type Entry, FEW, measure } from './measure.ts';
import type { Outcome, OutcomeKey } from './outcome.ts';
import { count, singleFiles, viewers } from './reads.ts';
import type { Play, Stage } from './stage.ts';

/** Reads of one task at a rate that the servers can bear. */

const PEAK_CONNECTIONS = 64;
const HALF_CONNECTIONS = 256;
const POLLERS = 10_000;
const POLL_MS = 2_000;
/** Different tasks: each of wrk's threads reads all of them. */
const POLLED = 20_000;
/** What a process has open besides its sockets. */
const SPARE_FILES = 200;
/** Nothing is learnt from more. */
const MOST_ROUNDS = 3;

export const half: Play = async (stage, earlier) => {
  const { django } = await singleFiles(stage);
  const plain = viewers(stage).map((contestant) => ({
    ...{ label: contestant.name, contestant, file: django, connections: PEAK_CONNECTIONS },
  }));
  const peaks = await peaksOf(plain, stage, earlier);
  const entries = plain.map((entry, at) => ({
    ...{ ...entry, connections: HALF_CONNECTIONS },
    delay: HALF_CONNECTIONS / ((peaks[at]?.median ?? 1) / 2 / 1_000),
  }));
  const listed = plain.map(({ label }, at) => `${label} ${count(Math.round(peaks[at]?.median ?? 0))}`).join(', ');
  return [
    outcome(stage, 'half', {
      title: 'At half of the peak',
      note: `One task, ${HALF_CONNECTIONS} connections that wait between requests so that each server has about half of the requests that it managed without waiting (${listed} a second).`,
      lines: await measure(entries, stage, stage.options),
    }),
  ];
};

/** Without the scenario that measures them, each peak is one more run. */
async function peaksOf(plain: readonly Entry[], stage: Stage, earlier: readonly Outcome[]): Promise<readonly Spread[]> {
  const single = earlier.find(({ key, database }) => key === 'single' && database === stage.database);
  const lines = single?.lines ?? (await measure(plain, stage, { rounds: 1, seconds: stage.options.seconds }));
  return plain.map(({ label }) =>
    spreadOf(lines.find((line) => line.label === label)?.runs.map(({ perSecond }) => perSecond) ?? []),
  );
}

export const pollers: Play = async (stage, earlier) => {
  const { short, seconds, rounds } = stage.options;
  const { django } = await singleFiles(stage, POLLED);
  const browsers = short ? FEW : Math.min(POLLERS, openFiles() - SPARE_FILES);
  const delay = short ? 100 : POLL_MS;
  const entries = viewers(stage)
    // two processes that answer 2 500 a second at the most have nothing to say at 5 000
    .filter(({ name }) => short || name !== 'Django')
    .map((contestant) => ({
      ...{ label: contestant.name, contestant, file: django, connections: browsers, delay },
      ...{ threads: short ? 1 : 8, ramp: short ? 0.2 : 4, mayRefuse: true, mayLose: true },
    }));
  return [
    outcome(stage, 'pollers', {
      title: `${count(browsers)} browsers that poll every ${delay / 1_000} s`,
      note: `One task; each of ${count(browsers)} kept connections waits ${delay / 2_000} to ${(delay * 3) / 2_000} s before each request. The machine is watched from 4 s after the first connection on. ${withoutDjango(stage, earlier)}`,
      lines: await measure(entries, stage, { rounds: Math.min(rounds, MOST_ROUNDS), seconds: seconds * 2 }),
    }),
  ];
};

/** What Django would take, from what one request took of it. */
function withoutDjango({ database }: Stage, earlier: readonly Outcome[]): string {
  const single = earlier.find((one) => one.key === 'single' && one.database === database);
  const uses =
    single?.lines.find(({ label }) => label === 'Django')?.runs.flatMap(({ machine }) => machine ?? []) ?? [];
  const said = 'Django is not asked, since it does not answer so many';
  if (uses.length === 0) return `${said}.`;
  const ms = spreadOf(uses.map(({ server, database: rows }) => server + rows)).median;
  const share = (ms * (POLLERS / POLL_MS)) / cpus().length;
  return `${said}: by what one request takes of it, it would need ${Math.round(share * 100)} %.`;
}

/** Files that a process may have open at once. */
function openFiles(): number {
  const limit = spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).stdout.trim();
  return limit === 'unlimited' ? Number.POSITIVE_INFINITY : Number(limit);
}

type Told = Pick<Outcome, 'title' | 'note' | 'lines'>;

function outcome({ database }: Stage, key: OutcomeKey, told: Told): Outcome {
  return { key, database, unit: 'requests', subject: 'ours', isPaced: true, ...told };
}
