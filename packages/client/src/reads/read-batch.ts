import { HttpStatusError, InvalidResponseError } from '../errors/errors.ts';
import type { TransportRequest } from '../http/transport.ts';
import type { CeleryUrls } from '../model/celery-client.ts';
import type { GroupStatus, TaskStatus } from '../model/task-status.ts';
import { toGroupStatus } from '../model/to-group-status.ts';
import { parseTaskStatus } from '../protocol/parse.ts';
import { parseBatch } from '../protocol/parse-batch.ts';
import { BATCH_PATH, type BatchRequest, type TaskV1 } from '../protocol/v1.ts';
import type { FetchOptions, StatusFetchers, StatusKey } from '../schedule/coalescer.ts';
import type { StatusCache } from './status-cache.ts';

type AnyStatus = TaskStatus | GroupStatus;

/** The parts of a client that {@link readBatch} needs. */
export interface BatchContext extends Pick<StatusFetchers<AnyStatus>, 'fetchOne'> {
  /** The client's base URL. */
  readonly base: string;
  readonly urls: Pick<CeleryUrls, 'taskStatus'>;
  readonly cache: StatusCache;
  read<T>(url: string, parse: (body: unknown) => T, request: TransportRequest): Promise<T>;
}

/** Reads many tasks and groups in one request, which contains the `etag` of each cached status. */
export async function readBatch(
  { base, urls, cache, fetchOne, read }: BatchContext,
  keys: readonly StatusKey[],
  options: FetchOptions & { readonly signal: AbortSignal },
): ReturnType<StatusFetchers<AnyStatus>['fetchMany']> {
  const url = base + BATCH_PATH;
  const since = cache.pushCount();
  const etagsOf = (kind: StatusKey['kind']): Record<string, string | null> =>
    Object.fromEntries(
      keys.filter((key) => key.kind === kind).map(({ id }) => [id, cache.get(kind, id)?.etag ?? null] as const),
    );
  const json: BatchRequest = { tasks: etagsOf('task'), groups: etagsOf('group') };
  const body = await read(url, parseBatch, { ...options, json }).catch((error: unknown) => {
    if (isRefusal(error)) return undefined;
    throw error;
  });
  if (!body) return undefined;
  const { tasks, groups, unchanged, errors } = body;
  /** Reads a result that is too large for a batch. The single read has none of the row's other fields. */
  const readLarge = async ({ resultOmitted: _, etag: __, ...task }: TaskV1): Promise<TaskStatus> => {
    const { task: single } = await read(urls.taskStatus(task.id), parseTaskStatus, options);
    return cache.addTask({ ...task, ...single }, since);
  };
  return (key) => {
    const { kind, id } = key;
    const problem = errors.get(id);
    // 413: too large for a batch, as a task with resultOmitted; the single read has no such limit
    if (problem?.status === 413) return fetchOne(key, options);
    if (problem) throw new HttpStatusError(problem.status, url, { body: problem });
    const cached = unchanged.has(id) && cache.get(kind, id)?.status;
    if (cached) return cached;
    const task = kind === 'task' && tasks.get(id);
    if (task) return task.resultOmitted ? readLarge(task) : cache.addTask(task, since);
    const group = kind === 'group' && groups.get(id);
    if (group) {
      const members = group.results.map((member) => cache.addTask(member, since));
      return cache.addGroup(toGroupStatus(id, members), group.etag, since);
    }
    throw new InvalidResponseError('BAD_ENVELOPE', `the batch lacks the ${kind} ${id}`, url);
  };
}

/**
 * Returns whether the batch is refused or missing: by an older server, by plain Django behind the same address, or by a
 * firewall that answers with its own status or page. Single reads may still work.
 */
function isRefusal(error: unknown): boolean {
  if (error instanceof InvalidResponseError) return true;
  const isForOthers = error instanceof HttpStatusError && [401, 408, 429].includes(error.status);
  return error instanceof HttpStatusError && error.status >= 400 && error.status < 500 && !isForOthers;
}
