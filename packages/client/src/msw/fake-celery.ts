import { copyOf, type FakeGroup, type FakeMember } from './fake-group.ts';
import { Script } from './fake-record.ts';
import { type FakeFailure, type FakeRequest, FakeState } from './fake-state.ts';
import { createFakeTask, type FakeTask } from './fake-task.ts';

/** A Celery in memory, that a test tells what has become of its tasks. `celeryHandlers` puts it on the network. */
export interface FakeCelery {
  /**
   * A task to script, from its beginning: what is called first is what the next poll sees, and takes the place of everything said before.
   *
   * Every answer that shows the task's state is one poll. Two show none: `group/done`, from which clients take the ids of a group, and a 500.
   */
  task(id: string): FakeTask;
  /** Saves a group. Its members are task ids in order, or groups: `fake.group('g', ['a', { id: 'inner', members: ['b'] }])`. */
  group(id: string, members: readonly FakeMember[]): FakeGroup;
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly FakeRequest[];
  /**
   * Lets the next request fail, or the next few: an error status, `'network'`, `'login'` (a redirect to a login page) or `'silence'` (no
   * answer until the caller gives up). More calls queue up. `retryAfter` is a header, in seconds.
   *
   * @throws RangeError for a status that is no error
   */
  failNext(failure: FakeFailure, options?: { readonly times?: number; readonly retryAfter?: number }): void;
  /** Forgets tasks, groups, requests and failures: for `afterEach`. */
  reset(): void;
}

const STATES = new WeakMap<FakeCelery, FakeState>();

/**
 * A Celery without tasks. One can stay for a whole test file.
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
        // after a reset, or once another test has begun anew, the rest of an older script is not to come back
        if (state.scripts.get(id) !== script) script = new Script();
        state.add(id, script, record);
      });
    },
    group: (id, members) => {
      const copy = copyOf(members);
      state.groups.set(id, copy);
      return { id, members: copy, unknown: () => void state.groups.delete(id) };
    },
    requests: state.requests,
    failNext: (failure, { times = 1, retryAfter } = {}) => {
      if (typeof failure === 'number' && !(Number.isInteger(failure) && failure >= 400 && failure <= 599))
        throw new RangeError(`failNext(${failure}): not an error status`);
      for (let time = 0; time < times; time += 1) state.failures.push({ failure, retryAfter });
    },
    reset: () => state.clear(),
  };
  STATES.set(fake, state);
  return fake;
}

/** What the handlers read. @throws TypeError for an object that is no {@link FakeCelery} */
export function stateOf(fake: FakeCelery): FakeState {
  const state = STATES.get(fake);
  if (!state) throw new TypeError('not a fake of createFakeCelery(), or one of another copy of this package');
  return state;
}
