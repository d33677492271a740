import type { AbortOptions, CeleryUrls } from './celery-client.ts';
import type { TransportRequest } from './http/transport.ts';
import { type MemberDone, parseGroupDone, parseTaskDone } from './protocol/index.ts';

/** What the views that only say "done" are read with. */
export interface DoneReads {
  read<T>(url: string, parse: (body: unknown) => T, request: TransportRequest): Promise<T>;
  readonly urls: Pick<CeleryUrls, 'taskDone' | 'groupDone'>;
}

/** Whether the state is SUCCESS. */
export async function isTaskSuccessful(
  { read, urls }: DoneReads,
  id: string,
  options: AbortOptions = {},
): Promise<boolean> {
  return (await read(urls.taskDone(id), parseTaskDone, options)).task.executed;
}

/** Whether there are members, and all of them succeeded. */
export async function isGroupSuccessful(reads: DoneReads, id: string, options?: AbortOptions): Promise<boolean> {
  const members = await readMembers(reads, id, options);
  return members.length > 0 && members.every((member) => member.executed);
}

/** The members as `group/done` lists them. */
export async function readMembers(
  { read, urls }: Pick<DoneReads, 'read'> & { readonly urls: Pick<CeleryUrls, 'groupDone'> },
  id: string,
  options: AbortOptions = {},
): Promise<readonly MemberDone[]> {
  return (await read(urls.groupDone(id), parseGroupDone, options)).group.results;
}
