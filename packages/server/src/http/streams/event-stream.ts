import type { ServerResponse } from 'node:http';
import type { ClosingReason } from '@celery-results/client/protocol';
import type { RecordView, Revocation } from '../../access/access.ts';
import type { Watching } from '../../changes/hub.ts';
import type { State, Update } from '../../changes/update.ts';
import type { Receiver } from '../../changes/watched-id.ts';
import { closingFrame, expiringFrame, HEARTBEAT, retryLine, SNAPSHOT_END, updateFrame } from './frames.ts';
import { between, type StreamTimes } from './stream-times.ts';

/** The reason why a stream has ended. */
export type EndReason = ClosingReason | 'client' | 'stalled' | 'pending';

export interface EventStreamOptions {
  readonly view: RecordView;
  /** The client's etags, by id. */
  readonly etags: ReadonlyMap<string, string | null>;
  /** Milliseconds since 1970 at which the rights of the client end. Undefined: they have no end. */
  readonly expiresAt: number | undefined;
  /** Tells whether the rights were revoked. Undefined: they cannot be revoked. */
  readonly revocation: Revocation | undefined;
  readonly times: StreamTimes;
  readonly onEnd: (stream: EventStream, reason: EndReason) => void;
}

const NO_ETAGS: ReadonlyMap<string, string | null> = new Map();

/**
 * One stream of events. It writes while the client reads. While the client does not read, only the newest state of each
 * id waits.
 */
export class EventStream implements Receiver {
  readonly view: RecordView;
  readonly revocation: Revocation | undefined;
  readonly #times: StreamTimes;
  readonly #expiresAt: number | undefined;
  readonly #onEnd: EventStreamOptions['onEnd'];
  #etags: ReadonlyMap<string, string | null>;
  #watching: Watching | undefined;
  #res: ServerResponse | undefined;
  /** Updates that wait for the client, by id. */
  #pending: Map<string, Update> | undefined;
  #pendingBytes = 0;
  /** Ids of the snapshot that are requested but not received yet, and ids that are not requested yet. */
  #awaited = 0;
  #unasked = 0;
  /** Number of ids that are requested at once: fewer while their states are large. */
  #slice = 1;
  #sliceBytes = 0;
  /** Time of `performance.now()` from which the client has read nothing; 0 while it reads. */
  #blockedAt = 0;
  /** Whether too many bytes were pending at the last check. */
  #hasTooMuch = false;
  #beatAt = 0;
  #endsAt = 0;
  #isExpiryTold = false;
  #isEnded = false;
  /** Settled with the first states, or with an error. */
  #first: { resolve(): void; reject(error: unknown): void } | undefined;

  constructor({ view, etags, expiresAt, revocation, times, onEnd }: EventStreamOptions) {
    this.view = view;
    this.#etags = etags;
    this.#expiresAt = expiresAt;
    this.revocation = revocation;
    this.#times = times;
    this.#onEnd = onEnd;
  }

  /**
   * Requests the first states, and waits for them.
   *
   * @throws StoreUnavailable
   */
  begin(watching: Watching, problems: readonly Update[]): Promise<void> {
    this.#watching = watching;
    this.#unasked = watching.size;
    for (const problem of problems) this.onUpdate(problem);
    return new Promise((resolve, reject) => {
      this.#first = { resolve, reject };
      this.#requestMore();
    });
  }

  /** Sends the waiting updates and all later ones. Call it after the headers are sent. */
  open(res: ServerResponse): void {
    const { rotationMs, heartbeatMs, retryMs } = this.#times;
    if (this.#isEnded) {
      // the server began to stop, or the client disconnected, before the headers were sent
      res.end();
      return;
    }
    const now = performance.now();
    this.#res = res;
    this.#beatAt = now + between([0, heartbeatMs]);
    this.#endsAt = now + between(rotationMs);
    res.on('drain', () => this.#flush());
    // emitted for a write to a connection that has just failed; 'close' follows
    res.on('error', ignore);
    res.write(retryLine(between(retryMs)));
    this.#flush();
  }

  onFirst(id: string, state: State): void {
    this.#awaited -= 1;
    const etag = this.#etags.get(id) ?? null;
    this.#sliceBytes += state.update.data.length;
    if (etag !== state.etag) this.onUpdate(etag === null ? state.update : state.gone);
    if (this.#awaited > 0) return;
    this.#fitSlice();
    this.#first?.resolve();
    this.#first = undefined;
    if (this.#res && !this.#pending) this.#requestMore();
  }

  onUpdate(update: Update): void {
    if (this.#isEnded) return;
    if (this.#res && !this.#pending) {
      this.#write(updateFrame(update));
      return;
    }
    this.#pending ??= new Map();
    const earlier = this.#pending.get(update.id);
    this.#pendingBytes += update.data.length - (earlier?.data.length ?? 0);
    this.#pending.set(update.id, update);
  }

  onFailure(error: unknown): void {
    this.#first?.reject(error);
    this.#first = undefined;
  }

  /** Checks the times of the stream. Called about once a second. */
  tick(now: number): void {
    const res = this.#res;
    if (!res || this.#isEnded) return;
    this.#cutSlowClient(now);
    if (this.#isEnded) return;
    if (this.#expiresAt !== undefined) this.#checkExpiry(this.#expiresAt - Date.now());
    if (now >= this.#endsAt) this.close('rotation');
    if (this.#isEnded || now < this.#beatAt) return;
    this.#beatAt += this.#times.heartbeatMs;
    if (!this.#pending) this.#write(HEARTBEAT);
  }

  /** Sends the client the reason, and ends the response. */
  close(reason: ClosingReason): void {
    if (this.#isEnded) return;
    const res = this.#res;
    const isReading = this.#blockedAt === 0;
    this.end(reason);
    // a client that reads nothing would keep the connection open
    if (isReading) res?.end(closingFrame(reason, between(this.#times.retryMs)));
    else res?.destroy();
  }

  /** Ends the watch. The caller ends the response. */
  end(reason: EndReason): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#watching?.close();
    this.#watching = undefined;
    this.#res = undefined;
    this.#pending = undefined;
    this.onFailure(new Error('the client has closed the stream'));
    this.#onEnd(this, reason);
  }

  get #isComplete(): boolean {
    return this.#awaited === 0 && this.#unasked === 0 && this.#etags === NO_ETAGS;
  }

  #cutSlowClient(now: number): void {
    const isStalled = this.#blockedAt > 0 && now - this.#blockedAt > this.#times.stalledMs;
    const hasTooMuch = this.#isComplete && this.#pendingBytes > this.#times.maxPendingBytes;
    // a client that reads gets a second to receive many updates of one moment
    const isCut = isStalled || (hasTooMuch && this.#hasTooMuch);
    this.#hasTooMuch = hasTooMuch;
    if (!isCut) return;
    const res = this.#res;
    this.end(isStalled ? 'stalled' : 'pending');
    res?.destroy();
  }

  #checkExpiry(left: number): void {
    const { expiryWarningMs } = this.#times;
    if (left <= 0) this.close('expired');
    else if (left <= expiryWarningMs && !this.#isExpiryTold) {
      this.#isExpiryTold = true;
      this.#write(expiringFrame(Math.ceil(left / 1_000)));
    }
  }

  /** Requests further first states while the client reads. After the last one, the snapshot has ended. */
  #requestMore(): void {
    if (this.#awaited > 0 || this.#isEnded) return;
    if (this.#unasked > 0) {
      const count = Math.min(this.#unasked, this.#slice);
      this.#unasked -= count;
      this.#awaited = count;
      this.#watching?.request(count);
      return;
    }
    this.#first?.resolve();
    this.#first = undefined;
    if (!this.#res || this.#etags === NO_ETAGS) return;
    this.#etags = NO_ETAGS;
    this.#write(SNAPSHOT_END);
  }

  /** Adapts the number of ids to the size of their states, which wait in memory while the client reads slowly. */
  #fitSlice(): void {
    const { maxPendingBytes, snapshotIds } = this.#times;
    if (this.#sliceBytes > maxPendingBytes) this.#slice = Math.max(1, Math.floor(this.#slice / 2));
    else if (this.#sliceBytes < maxPendingBytes / 4) this.#slice = Math.min(snapshotIds, this.#slice * 4);
    this.#sliceBytes = 0;
  }

  /** Bytes that wait for the client, in this object and in its connection. */
  get waitingBytes(): number {
    return this.#pendingBytes + (this.#res?.writableLength ?? 0);
  }

  /** Disconnects a client for which too many bytes wait. */
  cut(): void {
    const res = this.#res;
    this.end('pending');
    res?.destroy();
  }

  /** Sends the waiting updates while the client reads. */
  #flush(): void {
    this.#blockedAt = 0;
    const pending = this.#pending;
    this.#pending = undefined;
    for (const [id, update] of pending ?? []) {
      if (this.#blockedAt > 0) break;
      pending?.delete(id);
      this.#pendingBytes -= update.data.length;
      this.#write(updateFrame(update));
    }
    if (pending && pending.size > 0) this.#pending = pending;
    else if (this.#blockedAt === 0) this.#requestMore();
  }

  #write(frame: Buffer | string): void {
    if (this.#res?.write(frame) !== false) return;
    this.#blockedAt ||= performance.now();
    this.#pending ??= new Map();
  }
}

function ignore(): void {}
