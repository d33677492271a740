import { copyMembers, type FakeGroup, type FakeMember } from './fake-group.ts';
import { Script } from './fake-record.ts';
import { type FakeFailure, type FakeRequest, FakeState } from './fake-state.ts';
import { createFakeTask, type FakeTask } from './fake-task.ts';

/** Options of `failNext`. */
export interface FailureOptions {
  /** Number of requests that fail. Default 1. */
  readonly times?: number | undefined;
  /** Seconds in the `Retry-After` header. Default: no header. */
  readonly retryAfter?: number | undefined;
}

/** A fake Celery in memory. A test scripts its tasks, and `celeryHandlers` serves it on the network. */
export interface FakeCelery {
  /**
   * Starts a new script for a task, which replaces an earlier script. Each call on the script adds the state of one
   * more poll.
   *
   * Every response that contains the task's state is one poll. `group/done` and a 500 do not contain it, so they do not
   * count.
   */
  task(id: string): FakeTask;
  /** Saves a group of task ids and groups, in order: `fake.group('g', ['a', { id: 'inner', members: ['b'] }])`. */
  group(id: string, members: readonly FakeMember[]): FakeGroup;
  /** All requests so far, in the order of arrival. */
  readonly requests: readonly FakeRequest[];
  /**
   * Makes the next `times` requests fail (default 1), after failures that are already queued. `failure` is an error
   * status, `'network'` (a network error), `'login'` (a redirect to a login page) or `'silence'` (no response until the
   * client aborts). With `times: Infinity` the server is down until the returned function is called, so that a test can
   * check the page in an outage.
   *
   * @returns a function that ends these failures
   * @throws RangeError for a status that is not an error status, and for `times` that is not a number of requests
   */
  failNext(failure: FakeFailure, options?: FailureOptions): () => void;
  /** Ends all streams of events, like a server that stops. Clients reconnect. */
  closeStreams(): void;
  /** Removes all tasks, groups, requests and failures, and ends all streams. Call it in `afterEach`. */
  reset(): void;
}

const STATES = new WeakMap<FakeCelery, FakeState>();

/**
 * Creates a fake Celery without tasks. One fake can serve a whole test file.
 *
 * @example
 * const fake = createFakeCelery();
 * const server = setupServer(...celeryHandlers(fake, { baseUrl: '/celery/' }));
 * fake.task('t').pending(2).progress(1, 10).succeed({ rows: 5 });
 */
export function createFakeCelery(): FakeCelery {
  const state = new FakeState();
  const fake: FakeCelery = {
    task: (id) => {
      let script = new Script();
      return createFakeTask(id, (record) => {
        // a reset or a newer script has removed this one, so the record begins a new script
        if (state.scripts.get(id) !== script) script = new Script();
        state.add(id, script, record);
      });
    },
    group: (id, members) => {
      const copy = copyMembers(members);
      state.groups.set(id, copy);
      return { id, members: copy, unknown: () => void state.groups.delete(id) };
    },
    requests: state.requests,
    failNext: (failure, { times = 1, retryAfter } = {}) => {
      if (typeof failure === 'number' && !(Number.isInteger(failure) && failure >= 400 && failure <= 599))
        throw new RangeError(`failNext(${failure}): not an error status`);
      if (!(times >= 0 && (times === Number.POSITIVE_INFINITY || Number.isInteger(times))))
        throw new RangeError(`failNext(…, { times: ${times} }): not a number of requests`);
      const queued = { failure, retryAfter, left: times };
      state.failures.push(queued);
      return () => {
        queued.left = 0;
      };
    },
    closeStreams: () => state.closeStreams(),
    reset: () => state.clear(),
  };
  STATES.set(fake, state);
  return fake;
}

/** Returns the state behind a fake. @throws TypeError for an object that {@link createFakeCelery} has not created */
export function getState(fake: FakeCelery): FakeState {
  const state = STATES.get(fake);
  if (!state) throw new TypeError('not a fake of createFakeCelery(), or one of another copy of this package');
  return state;
}
