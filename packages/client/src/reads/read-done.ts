import type { TransportRequest } from '../http/transport.ts';
import type { AbortOptions, CeleryUrls } from '../model/celery-client.ts';
import { type MemberDone, parseGroupDone, parseTaskDone } from '../protocol/index.ts';

/** The parts of a client that reads of `task/done` and `group/done` need. */
export interface DoneContext {
  read<T>(url: string, parse: (body: unknown) => T, request: TransportRequest): Promise<T>;
  readonly urls: Pick<CeleryUrls, 'taskDone' | 'groupDone'>;
}

/** Reads whether the state is SUCCESS. */
export async function isTaskSuccessful(
  { read, urls }: DoneContext,
  id: string,
  options: AbortOptions = {},
): Promise<boolean> {
  return (await read(urls.taskDone(id), parseTaskDone, options)).task.executed;
}

/** Reads whether every member is in SUCCESS. False without members. */
export async function isGroupSuccessful(context: DoneContext, id: string, options?: AbortOptions): Promise<boolean> {
  const members = await readMembers(context, id, options);
  return members.length > 0 && members.every((member) => member.executed);
}

/** Reads the members in the order of `group/done`. */
export async function readMembers(
  { read, urls }: Pick<DoneContext, 'read'> & { readonly urls: Pick<CeleryUrls, 'groupDone'> },
  id: string,
  options: AbortOptions & { readonly retry?: boolean } = {},
): Promise<readonly MemberDone[]> {
  return (await read(urls.groupDone(id), parseGroupDone, options)).group.results;
}
