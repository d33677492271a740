import { HttpStatusError, InvalidResponseError, isOutage, isUnreadableRow } from '../errors/errors.ts';
import { createTransport, type TransportRequest } from '../http/transport.ts';
import type { CeleryClient, DelayOptions, ReadOptions } from '../model/celery-client.ts';
import type { TaskDefinition } from '../model/define-task.ts';
import type { GroupStatus, TaskStatus } from '../model/task-status.ts';
import { parseTaskStatus } from '../protocol/index.ts';
import { isObject } from '../protocol/is-object.ts';
import { EVENTS_REL, V1_REL } from '../protocol/v1.ts';
import type { GroupMemory } from '../reads/read-group.ts';
import { createStatusCache, type EntryName } from '../reads/status-cache.ts';
import { createCoalescer, type FetchOptions, type StatusKey } from '../schedule/coalescer.ts';
import { createFollowers, type KeyFollower } from '../schedule/followers.ts';
import { type LastRead, mergeBounds, pollDelay } from '../schedule/poll-delay.ts';
import { type ClientOptions, checkOptions } from './client-options.ts';
import { createConnection } from './connection.ts';
import { createUrls, normaliseBaseUrl } from './urls.ts';

// chunks that load on first use, so that a page which only polls tasks does not contain them
const loadDone = () => import('../reads/read-done.ts');
const loadGroup = () => import('../reads/read-group.ts');
const loadWaits = () => import('../waits/waits.ts');
const loadLists = () => import('../reads/read-lists.ts');
const loadCheck = () => import('../reads/check-task.ts');

type AnyStatus = TaskStatus | GroupStatus;

/**
 * A random clock offset, so that the clients of many browsers poll on different ticks. A page has only one: if it
 * creates a client for each render, all its clients poll on the same ticks.
 */
const PAGE_RANDOM = Math.random();

/**
 * Creates a client of django-celery-results' URLs, as Django or `@celery-results/server` serves them.
 *
 * Groups, waits and watches, schema checks, the batch, and `isTaskSuccessful` are chunks that load on first use.
 *
 * @throws TypeError for a `baseUrl` that is neither a path nor an http(s) URL
 * @throws RangeError that names an option with a wrong value, and the allowed values
 * @example
 * const client = createClient({ baseUrl: '/celery/' });
 * const task = await client.taskStatus(id);
 * if (task.phase === 'succeeded') console.log(task.result);
 */
export function createClient(options: ClientOptions): CeleryClient {
  if (!options?.baseUrl) throw new TypeError("createClient needs a baseUrl: createClient({ baseUrl: '/celery/' })");
  checkOptions(options);
  const { baseUrl, urlStyle = 'noun-first', poll, unknownAfter = 60_000, batch = true, push = true } = options;
  const base = normaliseBaseUrl(baseUrl);
  const urls = createUrls(base, urlStyle);
  const { states, progress } = options;
  const isFollowed = (name: EntryName): boolean => followers.has(name);
  const cache = createStatusCache({ unknownAfter, reading: { states, progress }, isFollowed });
  const connection = createConnection();
  const transport = createTransport(options, (link) => {
    const isOnline = link !== undefined;
    // one failed poll beside a stream says nothing about the stream
    if (connection.state !== 'live') connection.set(isOnline ? 'polling' : 'offline');
    if (batch && link?.includes(V1_REL)) coalescer.useBatch();
    if (push && link?.includes(EVENTS_REL)) followers.useEvents();
  });
  const offset = Math.floor(PAGE_RANDOM * (poll?.interval ?? 1_000));
  // while the server pushes, a poll finds only changes that the server itself has missed
  const watchdogMs = 300_000 + Math.floor(PAGE_RANDOM * 100_000);
  const delayOf = (last: LastRead, { interval, maxInterval, isPushed }: DelayOptions = {}): number => {
    const pushed = isPushed && { interval: watchdogMs, maxInterval: watchdogMs };
    return pollDelay(last, { ...(pushed || mergeBounds(poll, { interval, maxInterval })), offset });
  };
  // throws for wrong bounds
  delayOf({ answeredAt: 0, changedAt: 0 });

  async function read<T>(url: string, parse: (body: unknown) => T, request: TransportRequest): Promise<T> {
    const body = await transport.read(url, request);
    try {
      return parse(body);
    } catch (cause) {
      const message = `this is no answer of django-celery-results: ${(cause as TypeError).message}`;
      throw new InvalidResponseError('BAD_ENVELOPE', message, url, { cause });
    }
  }

  const readTask = (url: string, request: TransportRequest): Promise<TaskStatus> => {
    const since = cache.pushCount();
    return read(url, (body) => cache.addTask(parseTaskStatus(body).task, since), request);
  };

  const fetchOne = async ({ kind, id, url }: StatusKey, request: FetchOptions): Promise<AnyStatus> => {
    if (kind === 'group') return (await loadGroup()).readGroup(context, id, request);
    return readTask(url, request).catch(async (error: unknown) => {
      // a 500 of Django has a page; a 500 without a body comes from a proxy
      if (!(error instanceof HttpStatusError && error.status === 500 && error.body !== undefined)) throw error;
      return (await import('../reads/explain-500.ts')).explain500(context, id, error, request);
    });
  };
  const context = { base, urls, cache, groups: new Map<string, GroupMemory>(), read, readTask, fetchOne };
  const coalescer = createCoalescer<AnyStatus>({
    fetchOne,
    isIncomplete: (outcome) => isUnreadableRow(outcome) || isFinalWithoutDetails(outcome),
    isOutage,
    fetchMany: async (keys, request) => {
      // single reads work even if the chunk fails to load
      const chunk = await import('../reads/read-batch.ts').catch(() => undefined);
      return chunk?.readBatch(context, keys, request);
    },
  });

  // without a scope, two tabs whose requests differ by their headers may have different rights
  const shareName = options.scope || !(options.headers || options.fetch) ? `${options.scope} ${base}` : undefined;
  const followers = createFollowers<AnyStatus>(async (keys) =>
    (await import('../push/create-push.ts')).createPush(
      { base, cache, connection, fetchOne, open: transport.open, shareName },
      keys,
    ),
  );

  const keyOf = (kind: StatusKey['kind'], id: string): StatusKey => ({ kind, id, url: urls[`${kind}Status`](id) });
  const follow = (
    kind: StatusKey['kind'],
    id: string,
    follower: KeyFollower<AnyStatus>,
    { task }: Pick<ReadOptions, 'task'> = {},
  ) => followers.follow(keyOf(kind, id), task ? checkedFollower(follower, task) : follower);

  const readStatus = async (kind: StatusKey['kind'], id: string, { signal, task, retry }: ReadOptions = {}) => {
    const status = await coalescer.read(keyOf(kind, id), { signal, ...(retry === false && { retry }) });
    return task ? (await loadCheck()).checkStatus(status, task) : status;
  };

  const client: CeleryClient = {
    baseUrl: base,
    scope: options.scope ?? base,
    urls,
    taskStatus: <TResult, TMeta>(id: string, options?: ReadOptions<TResult, TMeta>) =>
      readStatus('task', id, options) as Promise<TaskStatus<TResult, TMeta>>,
    taskStatuses: async (ids, options) => Promise.all(ids.map((id) => client.taskStatus(id, options))),
    isTaskSuccessful: async (id, options) => (await loadDone()).isTaskSuccessful(context, id, options),
    groupStatus: <TResult, TMeta>(id: string, options?: ReadOptions<TResult, TMeta>) =>
      readStatus('group', id, options) as Promise<GroupStatus<TResult, TMeta>>,
    isGroupSuccessful: async (id, options) => (await loadDone()).isGroupSuccessful(context, id, options),
    groupMembers: async (id, options) => (await loadDone()).readMembers(context, id, options),
    waitForTask: async (id, options) => (await loadWaits()).waitForTask(client, id, options),
    waitForTaskSettled: async (id, options) => (await loadWaits()).waitForTaskSettled(client, id, options),
    waitForGroup: async (id, options) => (await loadWaits()).waitForGroup(client, id, options),
    watchTask: async function* (id, options) {
      return yield* (await loadWaits()).watchTask(client, id, options);
    },
    watchGroup: async function* (id, options) {
      return yield* (await loadWaits()).watchGroup(client, id, options);
    },
    listTasks: async (...args) => (await loadLists()).listTasks(context, ...args),
    taskDetail: async (...args) => (await loadLists()).taskDetail(context, ...args),
    groupDetail: async (...args) => (await loadLists()).groupDetail(context, ...args),
    stats: async (...args) => (await loadLists()).stats(context, ...args),
    followTask: (id, follower, options) => follow('task', id, follower as KeyFollower<AnyStatus>, options),
    followGroup: (id, follower, options) => follow('group', id, follower as KeyFollower<AnyStatus>, options),
    isPushed: (kind, id) => followers.isPushed(`${kind} ${id}`),
    connection,
    pollDelay: delayOf,
  };
  return client;
}

/** A single read has only Django's fields of a task. An unfinished one gets the others at its next read. */
function isFinalWithoutDetails(outcome: unknown): boolean {
  return isObject(outcome) && outcome['isReady'] === true && outcome['known'] === undefined;
}

/** Checks each pushed status by a definition. After one that it rejects, the follower reads, and gets the error. */
function checkedFollower(follower: KeyFollower<AnyStatus>, task: TaskDefinition): KeyFollower<AnyStatus> {
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...follower,
    onStatus: (status) => {
      const checked = loadCheck().then(({ checkStatus }) => checkStatus(status, task));
      last = last.then(() => checked).then(follower.onStatus, follower.onLost);
    },
  };
}
