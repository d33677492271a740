import { type ImitatedError, KINDS, type TaskKind } from './kinds.ts';
import { createRandom, type Random } from './random.ts';
import type { HistoryRow, Rows } from './rows.ts';

const HOUR_MS = 3_600_000;
const WORKERS = ['celery@demo-1', 'celery@demo-2', 'celery@demo-3'] as const;
const SEED = 20_261;

/** Ids that tests and pictures open. */
export interface History {
  /** A task that failed. */
  readonly failed: string;
  /** A task that succeeded, with a result of several levels. */
  readonly succeeded: string;
  /** A group whose chord waits. */
  readonly group: string;
}

/**
 * Writes a day of a shop that never existed: some thousand tasks, failures, groups, a chord that waits and a task that
 * a worker has lost.
 */
export function writeHistory(rows: Rows, now: number): History {
  const random = createRandom(SEED);
  const tasks = KINDS.flatMap((kind) => [...runsOf(kind, random, now)]);
  const stuck = running(random, { kind: KINDS[3] ?? KINDS[0], start: now - 6.2 * HOUR_MS, status: 'STARTED' });
  const active = KINDS.slice(0, 4).map((kind, index) =>
    running(random, { kind, start: now - 700 * (index + 1), status: 'STARTED' }),
  );
  const retries = [1, 2].map((minutes) => retrying(random, now - minutes * 60_000));
  const revoked = [3, 9, 14].map((hours) => ({
    ...running(random, { kind: KINDS[3] ?? KINDS[0], start: now - hours * HOUR_MS, status: 'REVOKED' }),
    started: null,
    result: '{"exc_type": "TaskRevokedError", "exc_message": ["terminated"], "exc_module": "celery.exceptions"}',
  }));
  const group = writeChord(rows, random, now - 290_000);
  rows.history([...tasks, ...retries, ...revoked, stuck, ...active, ...group.tasks]);
  const newest = (status: string): string =>
    tasks.filter((task) => task.name === 'shop.exports.build' && task.status === status).at(-1)?.id ?? '';
  return { failed: newest('FAILURE'), succeeded: newest('SUCCESS'), group: group.id };
}

/** A day of one kind of task, the oldest first. Nights are quiet. */
function* runsOf(kind: TaskKind, random: Random, now: number): Iterable<HistoryRow> {
  const step = HOUR_MS / kind.perHour;
  for (let at = now - 24 * HOUR_MS; at < now - 2_000; at += step) {
    const isPeriodic = kind.periodic !== null;
    const isNight = new Date(at).getUTCHours() < 6;
    if (!isPeriodic && isNight && random.next() < 0.7) continue;
    const created = isPeriodic ? at : at + random.next() * step;
    const seconds = random.seconds(kind.median);
    if (created + seconds * 1_000 > now - 1_000) continue;
    yield ended(kind, { random, created, seconds, fails: random.next() < kind.failing });
  }
}

interface Run {
  readonly random: Random;
  readonly created: number;
  readonly seconds: number;
  readonly fails: boolean;
}

export function ended(kind: TaskKind, { random, created, seconds, fails }: Run): HistoryRow {
  const number = 10_000 + Math.floor(random.next() * 89_000);
  const started = created + 20 + random.next() * 400;
  return {
    id: random.uuid(),
    name: kind.name,
    worker: random.pick(WORKERS),
    periodic: kind.periodic,
    args: kind.args(number),
    kwargs: kind.kwargs,
    status: fails ? 'FAILURE' : 'SUCCESS',
    result: fails ? exceptionOf(kind.error, number) : kind.result(number),
    traceback: fails ? tracebackOf(kind, number) : null,
    created,
    started,
    done: started + seconds * 1_000,
  };
}

interface Unfinished {
  readonly kind: TaskKind;
  readonly start: number;
  readonly status: string;
}

function running(random: Random, { kind, start, status }: Unfinished): HistoryRow {
  const run = ended(kind, { random, created: start - 200, seconds: 0, fails: false });
  return { ...run, status, worker: WORKERS[2], result: null, started: start, done: start };
}

function retrying(random: Random, at: number): HistoryRow {
  const kind = KINDS[0];
  const run = ended(kind, { random, created: at - 800, seconds: 0.6, fails: true });
  return { ...run, status: 'RETRY' };
}

const MEMBERS = 80;
const READY = 62;

/** A group of 80 with 62 ready members, and the counter of its chord. */
function writeChord(rows: Rows, random: Random, at: number): { readonly id: string; readonly tasks: HistoryRow[] } {
  const id = random.uuid();
  const kind = { ...(KINDS[2] ?? KINDS[0]), name: 'shop.images.thumbnail', periodic: null };
  const tasks = Array.from({ length: MEMBERS }, (_, index) => {
    const created = at + index * 3_400;
    return ended(kind, { random, created, seconds: random.seconds(kind.median), fails: index === 17 || index === 41 });
  });
  rows.group(
    id,
    tasks.map((task) => task.id),
    at,
  );
  rows.chord(
    id,
    tasks.map((task) => task.id),
    MEMBERS - READY,
  );
  const active = tasks
    .slice(READY, READY + 3)
    .map((task) => ({ ...task, status: 'STARTED', result: null, done: task.started ?? at }));
  return { id, tasks: [...tasks.slice(0, READY), ...active] };
}

function exceptionOf({ type, module, message }: ImitatedError, number: number): string {
  return `{"exc_type": "${type}", "exc_message": [${JSON.stringify(message(number))}], "exc_module": "${module}"}`;
}

function tracebackOf({ name, error }: TaskKind, number: number): string {
  const { type, module, message, place } = error;
  return [
    'Traceback (most recent call last):',
    '  File "/venv/lib/python3.13/site-packages/celery/app/trace.py", line 453, in trace_task',
    '    R = retval = fun(*args, **kwargs)',
    '                 ^^^^^^^^^^^^^^^^^^^^',
    '  File "/venv/lib/python3.13/site-packages/celery/app/trace.py", line 736, in __protected_call__',
    '    return self.run(*args, **kwargs)',
    '           ^^^^^^^^^^^^^^^^^^^^^^^^^',
    `  File "/app/${name.split('.').slice(0, 2).join('/')}.py", line 41, in ${name.split('.').at(-1)}`,
    '    return run_step(number)',
    '           ^^^^^^^^^^^^^^^^',
    `  File "/app/${place}`,
    `    raise ${type}(message)`,
    `${module === 'builtins' ? '' : `${module}.`}${type}: ${message(number)}`,
    '',
  ].join('\n');
}
