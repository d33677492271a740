import type { Answers } from './answers.ts';
import { HttpStatusError, InvalidResponseError } from './errors.ts';
import type { BatchRequest } from './protocol/index.ts';
import { parseBatch } from './protocol/parse-batch.ts';
import type { Reads, Subject } from './schedule/coalescer.ts';
import type { GroupStatus, TaskStatus } from './task-status.ts';
import { toGroupStatus } from './to-group-status.ts';

type Status = TaskStatus | GroupStatus;

/** What a batch is read with. */
export interface BatchReader extends Pick<Reads<Status>, 'one'> {
  readonly url: string;
  readonly answers: Answers;
  post(url: string, json: BatchRequest, signal: AbortSignal): Promise<unknown>;
}

/** Asks for many tasks and groups in one request, each with the `etag` that is known of it. */
export async function readBatch(
  { url, answers, one, post }: BatchReader,
  subjects: readonly Subject[],
  signal: AbortSignal,
): ReturnType<Reads<Status>['many']> {
  const half = (wanted: Subject['kind']): Record<string, string | null> =>
    Object.fromEntries(
      subjects.filter(({ kind }) => kind === wanted).map(({ kind, id }) => [id, answers.etag(kind, id)] as const),
    );
  const body = await post(url, { tasks: half('task'), groups: half('group') }, signal).catch((error: unknown) => {
    // an older server, or another one behind the same address: single reads still work
    if (error instanceof HttpStatusError && [404, 405].includes(error.status)) return undefined;
    throw error;
  });
  if (body === undefined) return undefined;
  const { tasks, groups, unchanged, errors } = parse(body, url);
  return (subject) => {
    const { kind, id } = subject;
    const problem = errors.get(id);
    // too much for a batch with others, as resultOmitted is
    if (problem?.status === 413) return one(subject, signal);
    if (problem) throw new HttpStatusError(problem.status, url, { body: problem });
    const last = unchanged.has(id) ? answers.last(kind, id) : undefined;
    if (last) return last;
    const task = kind === 'task' && tasks.get(id);
    if (task) return task.resultOmitted ? one(subject, signal) : answers.task(task);
    const group = kind === 'group' && groups.get(id);
    if (group) return answers.group(toGroupStatus(id, group.results.map(answers.task)), group.etag);
    throw new InvalidResponseError('BAD_ENVELOPE', `the batch says nothing of the ${kind} ${id}`, url);
  };
}

function parse(body: unknown, url: string): ReturnType<typeof parseBatch> {
  try {
    return parseBatch(body);
  } catch (cause) {
    throw new InvalidResponseError('BAD_ENVELOPE', cause instanceof Error ? cause.message : '', url, { cause });
  }
}
