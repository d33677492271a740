import { createAnswers } from './answers.ts';
import type { CeleryClient, ReadOptions } from './celery-client.ts';
import { InvalidResponseError } from './errors.ts';
import { createTransport, type TransportOptions, type TransportRequest } from './http/transport.ts';
import { parseTaskStatus, type UrlStyle } from './protocol/index.ts';
import type { groupReader } from './read-group.ts';
import { createCoalescer, type Subject } from './schedule/coalescer.ts';
import { type PollOptions, pollDelay } from './schedule/poll-delay.ts';
import type { GroupStatus, TaskStatus } from './task-status.ts';
import { createUrls, normaliseBaseUrl } from './urls.ts';

// what a page that polls tasks does not need is loaded when it is first used
const doneChunk = () => import('./read-done.ts');
const groupChunk = () => import('./read-group.ts');
const waitChunk = () => import('./waits.ts');
const checkChunk = () => import('./check-task.ts');

/** Options of {@link createClient}. */
export interface ClientOptions extends TransportOptions {
  /** Where the URLs are mounted: a path such as `/celery/`, or an absolute URL. */
  readonly baseUrl: string | URL;
  /**
   * What tells caches of two clients apart. Default: the base URL. Give the client of a server rendering and that of the page the same one where their
   * base URLs differ, and add whatever says who is logged in, so that two users never share an entry.
   */
  readonly scope?: string;
  /** Which form of the URLs to ask. Default `noun-first`, which is there under every Django setting. */
  readonly urlStyle?: UrlStyle;
  /** How often unfinished tasks are asked for by waits, watches and hooks, unless they say otherwise. */
  readonly poll?: PollOptions;
  /**
   * Milliseconds after which a task that plain Django has called PENDING all the time is `unknown` rather than `pending`; false for never. Default
   * 60,000. `@celery-results/server` knows at once whether anything is stored.
   */
  readonly unknownAfter?: number | false;
  /** False reads everything one by one, also from a server that has a batch. Default true. */
  readonly batch?: boolean;
}

/**
 * A client of django-celery-results' URLs, served by Django itself or by `@celery-results/server`.
 *
 * What a page that polls tasks does not need is loaded when it is first used: groups, waits and watches, checked results, the batch,
 * and whether something is done.
 *
 * @throws TypeError for a base URL that is none
 * @example
 * const client = createClient({ baseUrl: '/celery/' });
 * const task = await client.taskStatus(id);
 * if (task.phase === 'succeeded') show(task.result);
 */
export function createClient(options: ClientOptions): CeleryClient {
  const { baseUrl, urlStyle = 'noun-first', poll, unknownAfter = 60_000, batch = true } = options;
  const base = normaliseBaseUrl(baseUrl);
  const urls = createUrls(base, urlStyle);
  const answers = createAnswers(unknownAfter);
  const send = createTransport(options, () => batch && coalescer.useBatch());
  // clients of many browsers must not all ask on the same tick
  const phase = Math.floor(Math.random() * (poll?.interval ?? 1_000));

  async function read<T>(url: string, parse: (body: unknown) => T, request: TransportRequest): Promise<T> {
    const body = await send(url, request);
    try {
      return parse(body);
    } catch (cause) {
      throw new InvalidResponseError('BAD_ENVELOPE', (cause as TypeError).message, url, { cause });
    }
  }

  const toTask = (body: unknown): TaskStatus => answers.task(parseTaskStatus(body).task);
  const readTask = (url: string, request: TransportRequest): Promise<TaskStatus> => read(url, toTask, request);

  const reads = { read, readTask, urls, toStatus: answers.task };
  let groups: ReturnType<typeof groupReader> | undefined;
  const readGroup = async (id: string, request: TransportRequest): Promise<GroupStatus> => {
    const { groupReader } = await groupChunk();
    groups ??= groupReader(reads);
    return groups(id, request);
  };

  const one = ({ kind, id, url }: Subject, signal?: AbortSignal): Promise<TaskStatus | GroupStatus> =>
    kind === 'task' ? readTask(url, { signal }) : readGroup(id, { signal });
  const coalescer = createCoalescer<TaskStatus | GroupStatus>({
    one,
    many: async (subjects, signal) => {
      // a chunk that cannot be loaded is like a batch that is not there: everything is read one by one
      const chunk = await import('./read-batch.ts').catch(() => undefined);
      return chunk?.readBatch({ base, answers, one, read }, subjects, signal);
    },
  });

  const status = async (kind: Subject['kind'], id: string, { signal, task }: ReadOptions = {}) => {
    const answer = await coalescer.read({ kind, id, url: urls[`${kind}Status`](id) }, signal);
    return task ? (await checkChunk()).check(answer, task) : answer;
  };

  const client: CeleryClient = {
    baseUrl: base,
    scope: options.scope ?? base,
    urls,
    taskStatus: <TResult, TMeta>(id: string, options?: ReadOptions<TResult, TMeta>) =>
      status('task', id, options) as Promise<TaskStatus<TResult, TMeta>>,
    taskStatuses: async (ids, options) => Promise.all(ids.map((id) => client.taskStatus(id, options))),
    isTaskSuccessful: async (id, options) => (await doneChunk()).isTaskSuccessful(reads, id, options),
    groupStatus: <TResult, TMeta>(id: string, options?: ReadOptions<TResult, TMeta>) =>
      status('group', id, options) as Promise<GroupStatus<TResult, TMeta>>,
    isGroupSuccessful: async (id, options) => (await doneChunk()).isGroupSuccessful(reads, id, options),
    groupMembers: async (id, options) => (await doneChunk()).readMembers(reads, id, options),
    waitForTask: async (id, options) => (await waitChunk()).waitForTask(client, id, options),
    waitForTaskSettled: async (id, options) => (await waitChunk()).waitForTaskSettled(client, id, options),
    waitForGroup: async (id, options) => (await waitChunk()).waitForGroup(client, id, options),
    watchTask: async function* (id, options) {
      return yield* (await waitChunk()).watchTask(client, id, options);
    },
    watchGroup: async function* (id, options) {
      return yield* (await waitChunk()).watchGroup(client, id, options);
    },
    pollDelay: (last, own) => pollDelay(last, { ...poll, ...own, phase }),
  };
  return client;
}
