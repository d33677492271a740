import { setTimeout as wait } from 'node:timers/promises';
import type { Rows } from './rows.ts';

/** The ids of one round of tasks: a final task is never asked for again, so every round has new ones. */
export interface Round {
  readonly slow: string;
  readonly fails: string;
  readonly retries: string;
  readonly group: string;
}

/** A stand-in for a worker that runs the same tasks over and over. */
export interface Writer {
  round(): Round;
  /** Settles when the last row is written. */
  stop(): Promise<void>;
}

const STEPS = 20;
const MEMBERS = 8;
const STARTED = '{"pid": 4242, "hostname": "celery@demo"}';
const VALUE_ERROR = '{"exc_type": "ValueError", "exc_message": ["row 7: price is missing"], "exc_module": "builtins"}';
const TIMEOUT = '{"exc_type": "ConnectionError", "exc_message": ["upstream did not answer"], "exc_module": "builtins"}';

/** Starts the first round at once. `pace` stretches every wait: 1 takes about 20 seconds a round. */
export function startWriter(rows: Rows, pace: number): Writer {
  const abort = new AbortController();
  const pause = (seconds: number): Promise<void> => wait(seconds * 1_000 * pace, undefined, { signal: abort.signal });
  let number = 1;
  const run = async (): Promise<void> => {
    for (;;) {
      const round = roundOf(number);
      await Promise.all([
        slow(rows, round.slow, pause),
        fails(rows, round.fails, pause),
        retries(rows, round.retries, pause),
        group(rows, round.group, pause),
      ]);
      await pause(8);
      number += 1;
    }
  };
  const ended = run().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return {
    round: () => roundOf(number),
    stop: async () => {
      abort.abort();
      await ended;
    },
  };
}

function roundOf(number: number): Round {
  return {
    slow: `demo-slow-${number}`,
    fails: `demo-fails-${number}`,
    retries: `demo-retries-${number}`,
    group: `demo-group-${number}`,
  };
}

type Pause = (seconds: number) => Promise<void>;

async function slow(rows: Rows, id: string, pause: Pause): Promise<void> {
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

async function fails(rows: Rows, id: string, pause: Pause): Promise<void> {
  const name = 'reports.load_prices';
  await pause(1);
  rows.task(id, { status: 'STARTED', result: STARTED, name });
  await pause(3);
  rows.task(id, {
    status: 'FAILURE',
    result: VALUE_ERROR,
    traceback: traceback('ValueError: row 7: price is missing'),
    name,
  });
}

async function retries(rows: Rows, id: string, pause: Pause): Promise<void> {
  const name = 'reports.notify';
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    await pause(1);
    rows.task(id, { status: 'STARTED', result: STARTED, name });
    await pause(1);
    const retry = traceback("celery.exceptions.Retry: Retry in 3s: ConnectionError('upstream did not answer')");
    rows.task(id, { status: 'RETRY', result: TIMEOUT, traceback: retry, name });
    await pause(3);
  }
  rows.task(id, { status: 'SUCCESS', result: '"sent at the third attempt"', name });
}

/** Eight members, of which the sixth fails. */
async function group(rows: Rows, id: string, pause: Pause): Promise<void> {
  const members = Array.from({ length: MEMBERS }, (_, index) => `${id}.${index + 1}`);
  rows.group(id, members);
  await Promise.all(members.map((member, index) => memberOf(rows, { id: member, index }, pause)));
}

async function memberOf(
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
      traceback: traceback('ValueError: row 7: price is missing'),
      name,
    });
  else rows.task(id, { status: 'SUCCESS', result: String(index * index), name });
}

function traceback(last: string): string {
  return [
    'Traceback (most recent call last):',
    '  File "reports/tasks.py", line 31, in run',
    '    load(row)',
    last,
    '',
  ].join('\n');
}
