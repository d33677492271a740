import type { Answers } from './answers.ts';
import { HttpStatusError, InvalidResponseError } from './errors.ts';
import type { TransportRequest } from './http/transport.ts';
import { parseBatch } from './protocol/parse-batch.ts';
import { BATCH_PATH, type BatchRequest } from './protocol/v1.ts';
import type { Reads, Subject } from './schedule/coalescer.ts';
import type { GroupStatus, TaskStatus } from './task-status.ts';
import { toGroupStatus } from './to-group-status.ts';

type Status = TaskStatus | GroupStatus;

/** What a batch is read with. */
export interface BatchReader extends Pick<Reads<Status>, 'one'> {
  /** The client's base URL. */
  readonly base: string;
  readonly answers: Answers;
  read<T>(url: string, parse: (body: unknown) => T, request: TransportRequest): Promise<T>;
}

/** Asks for many tasks and groups in one request, each with the `etag` that is known of it. */
export async function readBatch(
  { base, answers, one, read }: BatchReader,
  subjects: readonly Subject[],
  signal: AbortSignal,
): ReturnType<Reads<Status>['many']> {
  const url = base + BATCH_PATH;
  const half = (wanted: Subject['kind']): Record<string, string | null> =>
    Object.fromEntries(
      subjects
        .filter(({ kind }) => kind === wanted)
        .map(({ kind, id }) => [id, answers.last(kind, id)?.etag ?? null] as const),
    );
  const json: BatchRequest = { tasks: half('task'), groups: half('group') };
  const answer = await read(url, parseBatch, { json, signal }).catch((error: unknown) => {
    // an older server, or another one behind the same address: single reads still work
    if (error instanceof HttpStatusError && [404, 405].includes(error.status)) return undefined;
    throw error;
  });
  if (!answer) return undefined;
  const { tasks, groups, unchanged, errors } = answer;
  return (subject) => {
    const { kind, id } = subject;
    const problem = errors.get(id);
    // too much for a batch with others, as resultOmitted is
    if (problem?.status === 413) return one(subject, signal);
    if (problem) throw new HttpStatusError(problem.status, url, { body: problem });
    const last = unchanged.has(id) && answers.last(kind, id)?.status;
    if (last) return last;
    const task = kind === 'task' && tasks.get(id);
    if (task) return task.resultOmitted ? one(subject, signal) : answers.task(task);
    const group = kind === 'group' && groups.get(id);
    if (group) return answers.group(toGroupStatus(id, group.results.map(answers.task)), group.etag);
    throw new InvalidResponseError('BAD_ENVELOPE', `the batch says nothing of the ${kind} ${id}`, url);
  };
}
