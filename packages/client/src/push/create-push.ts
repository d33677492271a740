import type { MutableConnection } from '../model/celery-client.ts';
import type { GroupStatus, TaskStatus } from '../model/task-status.ts';
import { toGroupStatus } from '../model/to-group-status.ts';
import { parseGroupV1, parseTaskV1 } from '../protocol/parse-batch.ts';
import { type BatchRequest, EVENTS_PATH, MAX_IDS } from '../protocol/v1.ts';
import type { StatusCache } from '../reads/status-cache.ts';
import type { StatusFetchers, StatusKey } from '../schedule/coalescer.ts';
import type { FollowedKeys, Push } from '../schedule/followers.ts';
import { createEventStream, type EventStreamOptions } from './event-stream.ts';
import { onPageVisibility } from './page-visibility.ts';
import type { ServerEvent } from './read-events.ts';
import { createSharedStream, tabEnvironment } from './share-tabs.ts';

type AnyStatus = TaskStatus | GroupStatus;

/** The parts of a client that {@link createPush} needs. */
export interface PushContext extends Pick<StatusFetchers<AnyStatus>, 'fetchOne'> {
  /** The client's base URL. */
  readonly base: string;
  readonly cache: StatusCache;
  readonly connection: MutableConnection;
  open(url: string, json: object, signal: AbortSignal): Promise<Response>;
  /** Name by which tabs share one stream. Undefined if two tabs may have different rights. */
  readonly shareName: string | undefined;
}

/** Milliseconds for which changes of the followed keys are collected. */
const DEBOUNCE_MS = 100;

/** Keys by id. A stream cannot hold a task and a group with the same id. */
type WatchedKeys = ReadonlyMap<string, StatusKey>;

/** Pushes the statuses of the followed keys, from one stream of events for all keys. */
export function createPush(context: PushContext, keys: FollowedKeys<AnyStatus>): Push {
  const { base, cache, connection, open, fetchOne, shareName } = context;
  /** Keys of the last connection. */
  let opened: WatchedKeys = new Map();
  /** URLs of keys that are pushed now. */
  const live = new Set<string>();
  /** URLs of keys that the server refuses to push to this client. */
  const refused = new Set<string>();
  let debounce: ReturnType<typeof setTimeout> | undefined;
  let isHidden = false;
  let unknownTimer: ReturnType<typeof setTimeout> | undefined;

  const streamOptions: EventStreamOptions<BatchRequest> = {
    watched: () => {
      opened = selectKeys();
      return requestOf(opened);
    },
    open: (ids, signal) => open(base + EVENTS_PATH, ids, signal),
    onEvent,
    onLive: ({ tasks = {}, groups = {} }) => {
      live.clear();
      for (const id of [...Object.keys(tasks), ...Object.keys(groups)]) {
        const key = opened.get(id);
        if (key && !refused.has(key.url)) live.add(key.url);
      }
      connection.set('live');
      awaitUnknown();
    },
    onDown,
    onLost: () => {
      for (const url of keys.keys()) lose(url);
    },
  };
  const tabs = shareName === undefined ? undefined : tabEnvironment();
  const stream = tabs
    ? createSharedStream({ ...streamOptions, name: `celery-results ${shareName}`, create: createEventStream }, tabs)
    : createEventStream(streamOptions);

  /** Returns the followed keys that may still change. */
  function selectKeys(): WatchedKeys {
    const selected = new Map<string, StatusKey>();
    if (isHidden) return selected;
    for (const { key } of keys.values()) {
      if (selected.size === MAX_IDS) break;
      if (selected.has(key.id) || refused.has(key.url) || cache.get(key.kind, key.id)?.status?.isReady) continue;
      selected.set(key.id, key);
    }
    return selected;
  }

  function requestOf(watched: WatchedKeys): BatchRequest {
    const etagsOf = (kind: StatusKey['kind']) =>
      Object.fromEntries(
        [...watched.values()]
          .filter((key) => key.kind === kind)
          .map(({ id }) => [id, cache.get(kind, id)?.etag ?? null] as const),
      );
    return { tasks: etagsOf('task'), groups: etagsOf('group') };
  }

  function sync(): void {
    debounce = undefined;
    awaitUnknown();
    const wanted = selectKeys();
    if (wanted.size === 0) {
      stream.close();
      opened = wanted;
      onDown();
      return;
    }
    const isComplete = [...wanted].every(([id, { url }]) => opened.get(id)?.url === url);
    // the server uses memory for every id of a stream, also for ids that are no longer followed
    if (!isComplete || opened.size > 2 * wanted.size + 20) stream.connect();
  }

  function update(): void {
    if (debounce === undefined) debounce = setTimeout(sync, DEBOUNCE_MS);
  }

  /** Delivers a status without a row when it becomes `unknown`: the stream sends no event, and polls are rare. */
  function awaitUnknown(): void {
    clearTimeout(unknownTimer);
    let nextAt = Number.POSITIVE_INFINITY;
    for (const { key } of keys.values()) {
      const at = cache.unknownAt(key.kind, key.id);
      if (at > Date.now()) nextAt = Math.min(nextAt, at);
      else deliver(key, cache.get(key.kind, key.id)?.status as AnyStatus);
    }
    if (nextAt < Number.POSITIVE_INFINITY) unknownTimer = setTimeout(awaitUnknown, nextAt - Date.now());
  }

  function onDown(): void {
    live.clear();
    if (connection.state === 'live') connection.set('polling');
  }

  function onEvent({ name, data }: ServerEvent): void {
    const body: unknown = JSON.parse(data);
    const key = opened.get((body as { readonly id: string }).id);
    // another tab may watch other ids
    if (!key) return;
    if (name === 'problem') refuse(key.url);
    else if (name !== key.kind) return;
    else if (name === 'task') {
      const task = parseTaskV1(body, name);
      if (task.resultOmitted) void read(key);
      else deliver(key, cache.addTask(task));
    } else {
      const { id, etag, results } = parseGroupV1(body, name);
      const members = results.map((member) => cache.addTask(member));
      deliver(key, cache.addGroup(toGroupStatus(id, members), etag));
    }
  }

  /** Reads a status that is too large for an event. */
  async function read(key: StatusKey): Promise<void> {
    try {
      deliver(key, await fetchOne(key, { retry: true }));
    } catch {
      // the follower reads the status again, and gets the error
      lose(key.url);
    }
  }

  function deliver({ url }: StatusKey, status: AnyStatus): void {
    for (const follower of keys.get(url)?.followers ?? []) follower.onStatus(status);
    if (status.isReady) update();
  }

  function refuse(url: string): void {
    refused.add(url);
    live.delete(url);
    lose(url);
  }

  function lose(url: string): void {
    for (const follower of keys.get(url)?.followers ?? []) follower.onLost?.();
  }

  onPageVisibility((hidden) => {
    isHidden = hidden;
    if (hidden) for (const url of live) lose(url);
    sync();
  });

  return { update, has: (url) => live.has(url) };
}
