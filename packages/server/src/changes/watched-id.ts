import type { RecordView } from '../access/access.ts';
import { forEachYielding } from '../lib/for-each-yielding.ts';
import type { State, Update } from './update.ts';

/** A receiver of the states of ids. */
export interface Receiver {
  readonly view: RecordView;
  /** Receives the first state of an id. */
  onFirst(id: string, state: State): void;
  onUpdate(update: Update): void;
  /** Receives an error of reading first states. They are read again later. */
  onFailure(error: unknown): void;
}

/** A stored id that differs from the requested id. */
export interface OtherId {
  readonly storedId: string;
  readonly kind: 'task' | 'group';
}

/** The receivers that see the same state, and the state that all of them have received. */
interface Audience {
  /** Identifies the view of the receivers, and the stored ids that their grants do not cover. */
  readonly key: string;
  readonly view: RecordView;
  readonly receivers: Set<Receiver>;
  etag: string;
  isKnown: boolean;
}

/** A task or a group that is watched. */
export class WatchedId {
  readonly id: string;
  readonly isGroup: boolean;
  /** The address that it counts for: of those that watch it, the first to come. */
  address: string;
  /** Uses by other addresses, oldest first: the id counts for the first of them next. Undefined for most ids. */
  others: Map<string, number> | undefined;
  /** Number of users of its changes: receivers, and groups that contain the task. */
  uses = 0;
  /** Whether the source reports its changes. */
  isAttached = false;
  /** `performance.now()` of the first report since the last read. */
  reportedAt: number | undefined;
  isFoundByBackstop = false;
  /** The groups that contain the task. */
  readonly groups: Set<WatchedId> = new Set();
  /** The tasks of a group. */
  members: ReadonlySet<WatchedId> = new Set();
  /** Whether the address may watch all tasks of the group. */
  isWithinShare = true;
  /** `performance.now()` before which a group is not read again for a change. */
  nextReadAt = 0;
  /** Receivers of the first state that the next read gives. */
  #waiting = new Set<Receiver>();
  /** Receivers of the first state that the running read gives. */
  #reading = new Set<Receiver>();
  #audiences: readonly Audience[] = [];

  constructor(id: string, isGroup: boolean, address: string) {
    this.id = id;
    this.address = address;
    this.isGroup = isGroup;
  }

  get isAwaited(): boolean {
    return this.#waiting.size > 0;
  }

  get hasReceivers(): boolean {
    return this.#waiting.size > 0 || this.#audiences.length > 0;
  }

  add(receiver: Receiver): void {
    this.#waiting.add(receiver);
  }

  remove(receiver: Receiver): void {
    this.#waiting.delete(receiver);
    this.#reading.delete(receiver);
    for (const { receivers } of this.#audiences) receivers.delete(receiver);
    if (this.#audiences.some(isEmpty)) this.#audiences = this.#audiences.filter((audience) => !isEmpty(audience));
  }

  /** Starts a read. A receiver that is added later waits for the next read, since this read may be too early for it. */
  beginRead(): void {
    this.#reading = this.#waiting;
    this.#waiting = new Set();
  }

  /** Makes the receivers of the running read wait for the next read. */
  postponeRead(): void {
    for (const receiver of this.#reading) this.#waiting.add(receiver);
    this.#reading = new Set();
  }

  failRead(error: unknown): void {
    for (const receiver of this.#reading) {
      this.#waiting.add(receiver);
      receiver.onFailure(error);
    }
    this.#reading = new Set();
  }

  /**
   * Sends each receiver the state that was read, unless the receiver has it already.
   *
   * @param others the stored ids that differ from the requested ids. Only some grants may cover them
   * @param stateFor returns the state that a view sees
   * @returns whether receivers with an earlier state got a new state
   */
  async deliver(others: readonly OtherId[], stateFor: (view: RecordView) => Promise<State>): Promise<boolean> {
    const keyOf = (view: RecordView): string => audienceKey(view, others);
    this.#audiences = this.#audiences.flatMap((audience) => split(audience, others, keyOf));
    const states = new Map<string, State>();
    for (const { view } of [...this.#audiences, ...this.#reading]) {
      const key = keyOf(view);
      if (!states.has(key)) states.set(key, await stateFor(view));
    }
    let isNew = false;
    for (const audience of this.#audiences) {
      const state = states.get(audience.key);
      if (!state || state.etag === audience.etag) continue;
      isNew = true;
      const update = audience.isKnown ? state.gone : state.update;
      audience.etag = state.etag;
      audience.isKnown = state.isKnown;
      await forEachYielding(audience.receivers, (receiver) => receiver.onUpdate(update));
    }
    this.#audiences = merged(this.#audiences);
    this.#deliverFirst(states, keyOf);
    return isNew;
  }

  #deliverFirst(states: ReadonlyMap<string, State>, keyOf: (view: RecordView) => string): void {
    const reading = this.#reading;
    this.#reading = new Set();
    const audiences = new Map(this.#audiences.map((audience) => [audience.key, audience]));
    for (const receiver of reading) {
      const { view } = receiver;
      const key = keyOf(view);
      const state = states.get(key);
      if (!state) continue;
      const { etag, isKnown } = state;
      const audience = audiences.get(key) ?? { key, view, receivers: new Set(), etag, isKnown };
      audiences.set(key, audience);
      audience.receivers.add(receiver);
    }
    this.#audiences = [...audiences.values()];
    for (const receiver of reading) {
      const state = states.get(keyOf(receiver.view));
      if (state) receiver.onFirst(this.id, state);
    }
  }
}

function isEmpty({ receivers }: Audience): boolean {
  return receivers.size === 0;
}

/**
 * Returns the key of an audience: nearly always the key of the view. Only a storage that ignores case finds rows with
 * other ids.
 */
function audienceKey(view: RecordView, others: readonly OtherId[]): string {
  const hidden = others.filter(({ storedId, kind }) => !view.covers(storedId, kind));
  return hidden.length === 0 ? view.key : JSON.stringify([view.key, ...hidden.map(({ storedId }) => storedId)]);
}

/**
 * Splits an audience by the states that its receivers see now. Each part keeps the state that all of them have
 * received.
 */
function split(
  audience: Audience,
  others: readonly OtherId[],
  keyOf: (view: RecordView) => string,
): readonly Audience[] {
  if (others.length === 0) return [{ ...audience, key: audience.view.key }];
  const parts = new Map<string, Audience>();
  for (const receiver of audience.receivers) {
    const key = keyOf(receiver.view);
    const part = parts.get(key) ?? { ...audience, key, view: receiver.view, receivers: new Set() };
    parts.set(key, part);
    part.receivers.add(receiver);
  }
  return [...parts.values()];
}

/** Merges audiences that see the same state: by now, they have received the same. */
function merged(audiences: readonly Audience[]): readonly Audience[] {
  const byKey = new Map<string, Audience>();
  for (const audience of audiences) {
    const known = byKey.get(audience.key);
    if (known) for (const receiver of audience.receivers) known.receivers.add(receiver);
    else byKey.set(audience.key, audience);
  }
  return [...byKey.values()];
}
