import { EXCEPTION_STATES } from '../protocol/states.ts';
import type { FakeRecord } from './fake-record.ts';
import { createException, type FakeException } from './python-repr.ts';
import { toPythonValue } from './python-value.ts';

/** Options of a task that raises an exception. */
export interface FakeExceptionOptions {
  /** Default null, as stored by workers without `result_extended`. */
  readonly traceback?: string | null | undefined;
}

/**
 * The script of a task of a {@link FakeCelery}. Each call adds the state of one more poll. The last state stays:
 * `pending().started().succeed(5)` is PENDING, then STARTED, then always SUCCESS.
 *
 * Values are JSON, NaN, the infinities and `bigint`. Every method throws a TypeError for a value that Celery cannot
 * store as JSON, such as a Date.
 */
export interface FakeTask {
  readonly id: string;
  /** PENDING for a number of polls, by default one. The task has a row, and waits for a worker. */
  pending(polls?: number): FakeTask;
  /** STARTED, as workers with `task_track_started` store it. */
  started(): FakeTask;
  /** PROGRESS with the meta `{current, total, ...more}`. */
  progress(current: number, total: number, more?: object): FakeTask;
  /**
   * Any state, as `update_state(state, meta)` stores it.
   *
   * @throws TypeError for an exception state with a meta: use {@link FakeTask.fail}, `retry` or `revoke`
   */
  state(status: string, meta?: unknown): FakeTask;
  /** RETRY, with or without the exception of the last try. The arguments are those of {@link FakeTask.fail}. */
  retry(exc?: string, args?: unknown, options?: FakeExceptionOptions): FakeTask;
  /** SUCCESS. Default result: null. */
  succeed(value?: unknown): FakeTask;
  /**
   * FAILURE. `exc` is the exception class with its module, `shop.errors.CardRefused`; a name without a dot is a
   * builtin. `args` is the exception's only argument, or a list of all: `fail('ValueError', 'too large')`,
   * `fail('ValueError', ['too large', 5])`, `fail('ValueError')`.
   *
   * The response has the default `repr` of the exception. Classes that define their own `repr` are not imitated.
   */
  fail(exc: string, args?: unknown, options?: FakeExceptionOptions): FakeTask;
  /** REVOKED. Celery's reasons are `terminated` (the default), `revoked` and `expired`. */
  revoke(reason?: string): FakeTask;
  /** IGNORED: the task raised `Ignore`. */
  ignore(): FakeTask;
  /** No row, as before the task has started or after its row has expired. Tasks without a script have no row either. */
  unknown(): FakeTask;
}

/** Creates the script of a task. It calls `add` with each row. */
export function createFakeTask(id: string, add: (record: FakeRecord) => void): FakeTask {
  const addValue = (status: string, result: unknown): FakeTask => {
    add({ kind: 'value', status, result: toPythonValue(result, 'result') });
    return task;
  };
  const addException = (
    status: string,
    exception?: FakeException,
    { traceback = null }: FakeExceptionOptions = {},
  ): FakeTask => {
    add({ kind: 'exception', status, exception, traceback });
    return task;
  };
  const task: FakeTask = {
    id,
    pending: (polls = 1) => {
      if (!Number.isInteger(polls) || polls < 1)
        throw new RangeError(`pending(${polls}): polls must be a whole number from 1`);
      for (let poll = 0; poll < polls; poll += 1) addValue('PENDING', null);
      return task;
    },
    started: () => addValue('STARTED', { pid: 1, hostname: 'celery@fake' }),
    progress: (current, total, more = {}) => addValue('PROGRESS', { current, total, ...more }),
    state: (status, meta = null) => {
      if (!EXCEPTION_STATES.has(status)) return addValue(status, meta);
      if (meta !== null)
        throw new TypeError(`state('${status}', …): an exception state takes fail(), retry() or revoke()`);
      return addException(status);
    },
    retry: (exc, args, options) => addException('RETRY', exc === undefined ? exc : parseException(exc, args), options),
    succeed: (result = null) => addValue('SUCCESS', result),
    fail: (exc, args, options) => addException('FAILURE', parseException(exc, args), options),
    revoke: (reason = 'terminated') =>
      addException('REVOKED', parseException('celery.exceptions.TaskRevokedError', reason)),
    ignore: () => addValue('IGNORED', null),
    unknown: () => {
      add(undefined);
      return task;
    },
  };
  return task;
}

function parseException(exc: string, args: unknown = []): FakeException {
  const list: readonly unknown[] = Array.isArray(args) ? args : [args];
  return createException(
    exc,
    list.map((arg, index) => toPythonValue(arg, `args[${index}]`)),
  );
}
