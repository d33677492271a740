import { isProduction } from '../lib/is-production.ts';
import { readEvents, type ServerEvent } from './read-events.ts';

/** Milliseconds without a byte after which a stream counts as dead: three heartbeats of the server. */
const STALL_MS = 45_000;
/** Bounds of the milliseconds without a byte after which statuses are polled: a heartbeat is missing. */
const QUIET_MS = 20_000;
const LAST_QUIET_MS = 30_000;
/** Milliseconds for the snapshot. A proxy that buffers the response takes longer. */
const SNAPSHOT_MS = 10_000;
/** A stream that ends earlier than this, and without `closing`, counts as a quick close. */
const QUICK_MS = 5_000;
/** Number of quick closes in a row after which the client polls. */
const MAX_QUICK_CLOSES = 3;
/** Milliseconds of polling before the stream is opened again. */
const GIVE_UP_MS = 300_000;
/** Two ends of rights that are closer than these milliseconds are the same: the server rounds to seconds. */
const SAME_END_MS = 5_000;
/** Bounds of the pause before a stream is opened again, in milliseconds. It grows from the first to the second. */
const FIRST_PAUSE_MS = 1_000;
const LAST_PAUSE_MS = 30_000;

/** Options of {@link createEventStream}. */
export interface EventStreamOptions<T> {
  open(watched: T, signal: AbortSignal): Promise<Response>;
  /** Returns the ids to watch. Called for each connection. */
  watched(): T;
  /** Called for the events with data. */
  onEvent(event: ServerEvent): void;
  /** Called when a snapshot is complete: all states are current, and changes follow. */
  onLive(watched: T): void;
  /** Called when changes no longer arrive. */
  onDown(): void;
  /** Called when opening the stream again has also failed: followers have to poll. */
  onLost(): void;
}

/** A stream that is opened again after every end. */
export interface EventStream {
  /** Opens a stream for the current ids, which replaces the previous stream. Does nothing in a pause after an error. */
  connect(): void;
  /** Closes the stream, and ends a pause. */
  close(): void;
}

/** Creates a stream. `connect` opens it. */
export function createEventStream<T>(options: EventStreamOptions<T>): EventStream {
  const { open, onEvent, onLive, onDown, onLost } = options;
  let current: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let quickCloses = 0;
  /** The end of the rights that the server has announced, in milliseconds since 1970. */
  let expiresAt = 0;

  async function run(stream: AbortController): Promise<void> {
    const { signal } = stream;
    const previous = current;
    current = stream;
    const openedAt = Date.now();
    const watched = options.watched();
    let hasResponse = false;
    let isLive = false;
    let isQuiet = false;
    let closing: { readonly retry?: number } | undefined;
    let stall = setTimeout(() => stream.abort(), SNAPSHOT_MS);
    const quietMs = QUIET_MS + Math.random() * (LAST_QUIET_MS - QUIET_MS);
    const restartStall = (): void => {
      clearTimeout(stall);
      stall = setTimeout(() => {
        if (current !== stream) return;
        onDown();
        onLost();
        isQuiet = true;
        stall = setTimeout(() => stream.abort(), STALL_MS - quietMs);
      }, quietMs);
      // no event was lost: the next events are newer than all previous ones
      if (isQuiet) onLive(watched);
      isQuiet = false;
    };
    try {
      const response = await open(watched, signal);
      if (!response.ok || !response.body) {
        onRefused(stream, response);
        return;
      }
      hasResponse = true;
      // two streams at the same time could deliver an older state after a newer one
      previous?.abort();
      await readEvents(response.body, {
        onChunk: () => {
          if (isLive) restartStall();
        },
        onEvent: (event) => {
          if (signal.aborted) return;
          if (event.name === 'snapshot-end') {
            isLive = true;
            restartStall();
            failures = 0;
            onLive(watched);
          } else if (event.name === 'expiring') onExpiring(JSON.parse(event.data));
          else if (event.name === 'closing') closing = JSON.parse(event.data);
          else onEvent(event);
        },
      });
    } catch {
      // a network error, an abort or a stall: `onEnd` decides about the next connection
    } finally {
      clearTimeout(stall);
      previous?.abort();
    }
    if (current !== stream) return;
    // without a response the server is down; a proxy that ends streams would have sent one
    const isQuick = hasResponse && !closing && (!isLive || Date.now() - openedAt < QUICK_MS);
    quickCloses = isQuick ? quickCloses + 1 : 0;
    onEnd(closing?.retry);
  }

  /** A connection with new rights replaces this one. One with the same rights has the same end, and stays. */
  function onExpiring({ seconds }: { readonly seconds: number }): void {
    const end = Date.now() + seconds * 1_000;
    if (Math.abs(end - expiresAt) < SAME_END_MS) return;
    expiresAt = end;
    connect();
  }

  /** `retryMs`: the pause that the server has sent. */
  function onEnd(retryMs: number | undefined): void {
    current = undefined;
    onDown();
    if (failures > 0) onLost();
    if (quickCloses < MAX_QUICK_CLOSES) reopenAfter(retryMs ?? pauseMs());
    else {
      quickCloses = 0;
      giveUp('the stream of events ends again and again');
    }
  }

  /** Handles a response of the server, or of a proxy, that refuses events to this client now. */
  function onRefused(stream: AbortController, { status, headers }: Response): void {
    stream.abort();
    if (current !== stream) return;
    current = undefined;
    onDown();
    if (status === 429 || status >= 500) {
      onLost();
      const seconds = Number(headers.get('retry-after')) || 0;
      reopenAfter(seconds * 1_000 + pauseMs());
    } else giveUp(`the stream of events answers ${status}`);
  }

  /** Returns a pause with full jitter, so that many clients of one server reconnect at different times. */
  function pauseMs(): number {
    const limit = Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
    failures += 1;
    return Math.random() * limit;
  }

  function reopenAfter(ms: number): void {
    timer = setTimeout(() => {
      timer = undefined;
      connect();
    }, ms);
  }

  function giveUp(reason: string): void {
    onLost();
    notice(`${reason}: polling for ${GIVE_UP_MS / 60_000} minutes`);
    reopenAfter(GIVE_UP_MS);
  }

  function connect(): void {
    if (timer === undefined) void run(new AbortController());
  }

  return {
    connect,
    close: () => {
      clearTimeout(timer);
      timer = undefined;
      const stream = current;
      current = undefined;
      stream?.abort();
      failures = 0;
    },
  };
}

let hasNotice = false;

/** Logs once per page why statuses are polled, for the developer. */
function notice(text: string): void {
  if (hasNotice) return;
  hasNotice = true;
  if (!isProduction()) console.info(`celery-results: ${text}`);
}
