import type { CeleryClient, ReadOptions } from './celery-client.ts';
import { InvalidResponseError } from './errors.ts';
import { createTransport, type TransportOptions } from './http/transport.ts';
import { parseGroupDone, parseGroupStatus, parseTaskDone, parseTaskStatus, type UrlStyle } from './protocol/index.ts';
import { type GroupReads, groupReader } from './read-group.ts';
import type { GroupStatus } from './task-status.ts';
import { toTaskStatus } from './to-task-status.ts';
import { createUrls, normaliseBaseUrl } from './urls.ts';

/** Options of {@link createClient}. */
export interface ClientOptions extends TransportOptions {
  /** Where the URLs are mounted: a path such as `/celery/`, or an absolute URL. */
  readonly baseUrl: string | URL;
  /** Which form of the URLs to ask. Default `noun-first`, which is there under every Django setting. */
  readonly urlStyle?: UrlStyle;
}

/**
 * A client of django-celery-results' URLs, served by Django itself or by `@celery-results/server`.
 *
 * @throws TypeError for a base URL that is none
 * @example
 * const client = createClient({ baseUrl: '/celery/' });
 * const task = await client.taskStatus(id);
 * if (task.phase === 'succeeded') show(task.result);
 */
export function createClient({ baseUrl, urlStyle = 'noun-first', ...options }: ClientOptions): CeleryClient {
  const base = normaliseBaseUrl(baseUrl);
  const urls = createUrls(base, urlStyle);
  const get = createTransport(options);

  async function read<T>(url: string, parse: (body: unknown) => T, how: Parameters<typeof get>[1]): Promise<T> {
    const body = await get(url, how);
    try {
      return parse(body);
    } catch (error) {
      throw new InvalidResponseError('BAD_ENVELOPE', error instanceof Error ? error.message : '', url, {
        cause: error,
      });
    }
  }
  const members: GroupReads['members'] = async (id, how) =>
    (await read(urls.groupDone(id), parseGroupDone, how)).group.results;
  const task: GroupReads['task'] = async (id, how) =>
    toTaskStatus((await read(urls.taskStatus(id), parseTaskStatus, how)).task);
  const results: GroupReads['results'] = async (id, how) =>
    (await read(urls.groupStatus(id), parseGroupStatus, { ...how, retryOn500: false })).group.results;
  const group = groupReader({ members, task, results });

  return {
    baseUrl: base,
    urls,
    taskStatus: async <TResult, TMeta>(id: string, how: ReadOptions = {}) =>
      toTaskStatus<TResult, TMeta>((await read(urls.taskStatus(id), parseTaskStatus, how)).task),
    isTaskSuccessful: async (id, how = {}) => (await read(urls.taskDone(id), parseTaskDone, how)).task.executed,
    groupStatus: async <TResult, TMeta>(id: string, how: ReadOptions = {}) =>
      (await group(id, how)) as GroupStatus<TResult, TMeta>,
    isGroupSuccessful: async (id, how = {}) => {
      const results = await members(id, how);
      return results.length > 0 && results.every((member) => member.executed);
    },
    groupMembers: async (id, how = {}) => members(id, how),
  };
}
