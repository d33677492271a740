import { EXCEPTION_STATES } from '../protocol/states.ts';
import type { FakeRecord } from './fake-record.ts';
import { exceptionOf, type FakeException } from './python-repr.ts';
import { toPythonValue } from './python-value.ts';

/** How an exception is stored. */
export interface FakeExceptionOptions {
  /** Default null, which is what Django answers unless the workers run with `result_extended`. */
  readonly traceback?: string | null;
}

/**
 * One task of a {@link FakeCelery}. Each method adds what the next poll is going to see: `pending().started().succeed(5)` is PENDING in the
 * first answer, STARTED in the second, SUCCESS from the third on.
 *
 * Values are JSON (and NaN, Infinity, `bigint`). Every method throws a TypeError for what Celery could not have stored, a Date for example.
 */
export interface FakeTask {
  readonly id: string;
  /** PENDING for so many polls, by default one: the task is stored and waits. */
  pending(polls?: number): FakeTask;
  /** STARTED, as `task_track_started` stores it. */
  started(): FakeTask;
  /** PROGRESS with `{current, total}`, and whatever else the page shows. */
  progress(current: number, total: number, more?: object): FakeTask;
  /** Any state, as `update_state(state, meta)` stores it. An exception state can have no other meta than null here: it is for `fail`. */
  state(status: string, meta?: unknown): FakeTask;
  /** RETRY with the exception that it is retried for, arguments as in {@link FakeTask.fail}, or without one. */
  retry(exc?: string, args?: unknown, options?: FakeExceptionOptions): FakeTask;
  /** SUCCESS. */
  succeed(value?: unknown): FakeTask;
  /**
   * FAILURE. `exc` is the class with its module, `shop.errors.CardRefused`; without a dot it is a builtin. `args` is the one argument of the
   * exception, or the list of all: `fail('ValueError', 'too large')`, `fail('ValueError', ['too large', 5])`, `fail('ValueError')`.
   *
   * The answer shows the default `repr` of that; classes that print otherwise are not imitated.
   */
  fail(exc: string, args?: unknown, options?: FakeExceptionOptions): FakeTask;
  /** REVOKED; Celery's reasons are `terminated`, `revoked` and `expired`. */
  revoke(reason?: string): FakeTask;
  /** IGNORED: the task raised `Ignore`. */
  ignore(): FakeTask;
  /** Nothing is stored, or no longer: Django answers PENDING. Tasks that no test has named are so too. */
  unknown(): FakeTask;
}

/** A task that hands its records on as they are called for. */
export function createFakeTask(id: string, add: (record: FakeRecord) => void): FakeTask {
  const value = (status: string, result: unknown): FakeTask => {
    add({ kind: 'value', status, result: toPythonValue(result, 'result') });
    return task;
  };
  const exception = (status: string, raised?: FakeException, { traceback = null }: FakeExceptionOptions = {}) => {
    add({ kind: 'exception', status, exception: raised, traceback });
    return task;
  };
  const task: FakeTask = {
    id,
    pending: (polls = 1) => {
      if (!Number.isInteger(polls) || polls < 1) throw new RangeError(`pending(${polls}): a whole number of polls`);
      for (let poll = 0; poll < polls; poll += 1) value('PENDING', null);
      return task;
    },
    started: () => value('STARTED', { pid: 1, hostname: 'celery@fake' }),
    progress: (current, total, more = {}) => value('PROGRESS', { current, total, ...more }),
    state: (status, meta = null) => {
      if (!EXCEPTION_STATES.has(status)) return value(status, meta);
      if (meta !== null)
        throw new TypeError(`state('${status}', …): an exception state takes fail(), retry() or revoke()`);
      return exception(status);
    },
    retry: (exc, args, options) => exception('RETRY', exc === undefined ? exc : raised(exc, args), options),
    succeed: (result = null) => value('SUCCESS', result),
    fail: (exc, args, options) => exception('FAILURE', raised(exc, args), options),
    revoke: (reason = 'terminated') => exception('REVOKED', raised('celery.exceptions.TaskRevokedError', reason)),
    ignore: () => value('IGNORED', null),
    unknown: () => {
      add(undefined);
      return task;
    },
  };
  return task;
}

function raised(exc: string, args: unknown = []): FakeException {
  const list: readonly unknown[] = Array.isArray(args) ? args : [args];
  return exceptionOf(
    exc,
    list.map((arg, index) => toPythonValue(arg, `args[${index}]`)),
  );
}
