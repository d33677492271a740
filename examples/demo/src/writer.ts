import { setTimeout as wait } from 'node:timers/promises';
import type { Rows } from './rows.ts';

/** Ids of the tasks of one round. Each round has new ids, since clients never read a final task again. */
export interface Round {
  readonly slow: string;
  readonly fails: string;
  readonly retries: string;
  readonly group: string;
}

/** Writes rows as a worker does that runs the same tasks in rounds. */
export interface Writer {
  /** Returns the ids of the current round. */
  round(): Round;
  /** Stops writing. Resolves after the last write. */
  stop(): Promise<void>;
}

const STEPS = 20;
const MEMBERS = 8;
const STARTED = '{"pid": 4242, "hostname": "celery@demo"}';
const VALUE_ERROR = '{"exc_type": "ValueError", "exc_message": ["row 7: price is missing"], "exc_module": "builtins"}';
const TIMEOUT = '{"exc_type": "ConnectionError", "exc_message": ["upstream did not answer"], "exc_module": "builtins"}';

/** Starts the first round at once. `pace` multiplies every pause: with 1, a round takes about 20 seconds. */
export function startWriter(rows: Rows, pace: number): Writer {
  const abort = new AbortController();
  const pause = (seconds: number): Promise<void> => wait(seconds * 1_000 * pace, undefined, { signal: abort.signal });
  let number = 1;
  const run = async (): Promise<void> => {
    for (;;) {
      const round = idsOfRound(number);
      await Promise.all([
        runSlow(rows, round.slow, pause),
        runFailing(rows, round.fails, pause),
        runRetrying(rows, round.retries, pause),
        runGroup(rows, round.group, pause),
      ]);
      await pause(8);
      number += 1;
    }
  };
  const ended = run().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return {
    round: () => idsOfRound(number),
    stop: async () => {
      abort.abort();
      await ended;
    },
  };
}

function idsOfRound(number: number): Round {
  return {
    slow: `demo-slow-${number}`,
    fails: `demo-fails-${number}`,
    retries: `demo-retries-${number}`,
    group: `demo-group-${number}`,
  };
}

type Pause = (seconds: number) => Promise<void>;

async function runSlow(rows: Rows, id: string, pause: Pause): Promise<void> {
  const name = 'reports.build';
  await pause(1);
  rows.task(id, { status: 'STARTED', result: STARTED, name });
  for (let step = 1; step <= STEPS; step += 1) {
    await pause(0.9);
    rows.task(id, { status: 'PROGRESS', result: `{"current": ${step}, "total": ${STEPS}}`, name });
  }
  await pause(0.5);
  rows.task(id, { status: 'SUCCESS', result: `{"rows": 1250, "took": 18.0}`, name });
}

async function runFailing(rows: Rows, id: string, pause: Pause): Promise<void> {
  const name = 'reports.load_prices';
  await pause(1);
  rows.task(id, { status: 'STARTED', result: STARTED, name });
  await pause(3);
  rows.task(id, {
    status: 'FAILURE',
    result: VALUE_ERROR,
    traceback: formatTraceback('ValueError: row 7: price is missing'),
    name,
  });
}

async function runRetrying(rows: Rows, id: string, pause: Pause): Promise<void> {
  const name = 'reports.notify';
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    await pause(1);
    rows.task(id, { status: 'STARTED', result: STARTED, name });
    await pause(1);
    const retry = formatTraceback("celery.exceptions.Retry: Retry in 3s: ConnectionError('upstream did not answer')");
    rows.task(id, { status: 'RETRY', result: TIMEOUT, traceback: retry, name });
    await pause(3);
  }
  rows.task(id, { status: 'SUCCESS', result: '"sent at the third attempt"', name });
}

/** Runs eight members. The sixth fails. */
async function runGroup(rows: Rows, id: string, pause: Pause): Promise<void> {
  const members = Array.from({ length: MEMBERS }, (_, index) => `${id}.${index + 1}`);
  rows.group(id, members);
  await Promise.all(members.map((member, index) => runMember(rows, { id: member, index }, pause)));
}

async function runMember(
  rows: Rows,
  { id, index }: { readonly id: string; readonly index: number },
  pause: Pause,
): Promise<void> {
  const name = 'reports.thumbnail';
  await pause(1 + index * 1.5);
  rows.task(id, { status: 'STARTED', result: STARTED, name });
  for (let step = 1; step < 4; step += 1) {
    await pause(0.8);
    rows.task(id, { status: 'PROGRESS', result: `{"current": ${step}, "total": 4}`, name });
  }
  await pause(0.8);
  if (index === 5)
    rows.task(id, {
      status: 'FAILURE',
      result: VALUE_ERROR,
      traceback: formatTraceback('ValueError: row 7: price is missing'),
      name,
    });
  else rows.task(id, { status: 'SUCCESS', result: String(index * index), name });
}

function formatTraceback(last: string): string {
  return [
    'Traceback (most recent call last):',
    '  File "reports/tasks.py", line 31, in run',
    '    load(row)',
    last,
    '',
  ].join('\n');
}
