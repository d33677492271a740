import { type BatchRequest, MAX_IDS } from '../protocol/v1.ts';
import type { EventStream, EventStreamOptions } from './event-stream.ts';
import type { ServerEvent } from './read-events.ts';

/**
 * Tabs of one origin share one stream. The tab that holds a Web Lock is the leader: it watches the ids of all tabs, and
 * repeats each event on a BroadcastChannel. When it closes, the browser gives the lock to the next tab.
 */

/** Milliseconds between two messages of a tab that watches. */
const RENEW_MS = 30_000;
/** Milliseconds without a message after which a tab is dropped. Timers of hidden tabs run only once a minute. */
const FORGET_MS = 150_000;

/** Messages between tabs. */
type Message =
  /** A tab watches these ids from now on. Without ids, the tab has stopped. */
  | { readonly type: 'watch'; readonly tab: string; readonly ids: BatchRequest }
  /** A tab is the leader from now on. Every other tab sends its watched ids. */
  | { readonly type: 'leader' }
  | { readonly type: 'event'; readonly event: ServerEvent }
  /** The stream of the leader watches these ids, and each is current. */
  | { readonly type: 'live'; readonly ids: readonly string[] }
  | { readonly type: 'down' | 'lost' };

/** The Web Lock and the channel of a page. */
export interface TabEnvironment {
  readonly locks: Pick<LockManager, 'request'>;
  readonly createChannel: (name: string) => BroadcastChannel;
}

/** The Web Locks and channels of a page; undefined outside of a page, and in a browser without them. */
export function tabEnvironment(): TabEnvironment | undefined {
  const { document, navigator, BroadcastChannel: Channel } = globalThis;
  if (!document || !navigator.locks || !Channel) return undefined;
  return { locks: navigator.locks, createChannel: (name) => new Channel(name) };
}

/** Options of {@link createSharedStream}. `watched` returns the ids of this tab. */
export interface SharedStreamOptions extends EventStreamOptions<BatchRequest> {
  /** Name that all tabs of the shared stream have. */
  readonly name: string;
  /** Creates the stream of the leader. */
  create(options: EventStreamOptions<BatchRequest>): EventStream;
}

/** Creates a stream that all tabs with this name share. */
export function createSharedStream(
  options: SharedStreamOptions,
  { locks, createChannel }: TabEnvironment,
): EventStream {
  const { name, onEvent, onLive, onDown, onLost } = options;
  const tab = Math.random().toString(36);
  const others = new Map<string, { readonly ids: BatchRequest; readonly at: number }>();
  /** By id, the newest etag that the leader has received or has requested with, and the event of this state. */
  const newest = new Map<string, { readonly etag: string | null; readonly event?: ServerEvent }>();
  let channel: BroadcastChannel | undefined;
  let leading: EventStream | undefined;
  let liveIds: readonly string[] | undefined;
  let release = (): void => {};
  let renew: ReturnType<typeof setInterval> | undefined;

  const post = (message: Message): void => channel?.postMessage(message);

  function lead(): EventStream {
    const stream = options.create({
      open: options.open,
      watched: () => {
        const union = joinRequests([options.watched(), ...[...others.values()].map(({ ids }) => ids)]);
        newest.clear();
        for (const [id, etag] of entriesOf(union)) newest.set(id, { etag });
        return union;
      },
      onEvent: (event) => {
        const { id } = JSON.parse(event.data) as { readonly id: string };
        newest.set(id, { etag: event.id, event });
        onEvent(event);
        post({ type: 'event', event });
      },
      onLive: (watched) => {
        liveIds = entriesOf(watched).map(([id]) => id);
        onLive(watched);
        post({ type: 'live', ids: liveIds });
      },
      onDown: () => {
        liveIds = undefined;
        onDown();
        post({ type: 'down' });
      },
      onLost: () => {
        onLost();
        post({ type: 'lost' });
      },
    });
    post({ type: 'leader' });
    return stream;
  }

  /** Watches another tab's ids, too, and sends the missing states to that tab. */
  function serve(sender: string, ids: BatchRequest): void {
    const now = Date.now();
    for (const [other, { at }] of others) if (now - at > FORGET_MS) others.delete(other);
    const entries = entriesOf(ids);
    if (entries.length === 0) others.delete(sender);
    else others.set(sender, { ids, at: now });
    let isCovered = true;
    for (const [id, etag] of entries) {
      const state = newest.get(id);
      if (!state || (state.etag !== etag && !state.event)) isCovered = false;
      else if (state.etag !== etag && state.event) post({ type: 'event', event: state.event });
    }
    if (!isCovered) leading?.connect();
    else if (liveIds) post({ type: 'live', ids: liveIds });
  }

  function onMessage(message: Message): void {
    if (message.type === 'watch') {
      if (leading) serve(message.tab, message.ids);
    } else if (leading) return;
    else if (message.type === 'leader') watch();
    else if (message.type === 'event') onEvent(message.event);
    else if (message.type === 'live') {
      onLive(pickIds(options.watched(), new Set(message.ids)));
    } else if (message.type === 'down') onDown();
    else onLost();
  }

  function watch(): void {
    post({ type: 'watch', tab, ids: options.watched() });
  }

  function join(): void {
    channel = createChannel(name);
    channel.onmessage = ({ data }: MessageEvent<Message>) => onMessage(data);
    renew = setInterval(watch, RENEW_MS);
    const abort = new AbortController();
    let end = (): void => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    release = () => {
      abort.abort();
      end();
    };
    locks
      .request(name, { signal: abort.signal }, () => {
        leading = lead();
        leading.connect();
        return ended;
      })
      // the tab no longer waits for the lock
      .catch(() => {});
  }

  return {
    connect: () => {
      if (!channel) join();
      if (leading) leading.connect();
      else watch();
    },
    close: () => {
      if (!channel) return;
      clearInterval(renew);
      leading?.close();
      if (leading) post({ type: 'down' });
      else post({ type: 'watch', tab, ids: {} });
      leading = undefined;
      liveIds = undefined;
      others.clear();
      release();
      channel.close();
      channel = undefined;
    },
  };
}

function entriesOf({ tasks = {}, groups = {} }: BatchRequest): (readonly [id: string, etag: string | null])[] {
  return [...Object.entries(tasks), ...Object.entries(groups)];
}

function pickIds({ tasks = {}, groups = {} }: BatchRequest, ids: ReadonlySet<string>): BatchRequest {
  const pick = (field: Readonly<Record<string, string | null>>) =>
    Object.fromEntries(Object.entries(field).filter(([id]) => ids.has(id)));
  return { tasks: pick(tasks), groups: pick(groups) };
}

/**
 * Joins the ids of all requests, earlier ones first. An id with different etags gets null, so that the snapshot
 * contains it. If an id is a task in one tab and a group in another, the first kind stays: a stream cannot hold both.
 */
function joinRequests(requests: readonly BatchRequest[]): BatchRequest {
  const union = { tasks: new Map<string, string | null>(), groups: new Map<string, string | null>() };
  for (const request of requests)
    for (const [field, other] of [
      ['tasks', 'groups'],
      ['groups', 'tasks'],
    ] as const)
      for (const [id, etag] of Object.entries(request[field] ?? {})) {
        const known = union[field].get(id);
        if (known !== undefined) union[field].set(id, known === etag ? etag : null);
        else if (!union[other].has(id) && union.tasks.size + union.groups.size < MAX_IDS) union[field].set(id, etag);
      }
  return { tasks: Object.fromEntries(union.tasks), groups: Object.fromEntries(union.groups) };
}
