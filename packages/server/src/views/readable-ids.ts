import { isValidId, type ProblemWire } from '@celery-results/client/protocol';
import type { ScopedStore } from '../access/access.ts';
import { toProblem } from '../problems/problems.ts';
import type { BatchQuery } from './batch-query.ts';

/** The ids that a client may read, and a problem for each other id. */
export interface ReadableIds {
  readonly tasks: readonly string[];
  readonly groups: readonly string[];
  readonly problems: Map<string, ProblemWire>;
}

export async function readableIds(store: ScopedStore, { tasks, groups }: BatchQuery): Promise<ReadableIds> {
  const problems = new Map<string, ProblemWire>();
  const valid = { tasks: [...tasks.keys()].filter(isValidId), groups: [...groups.keys()].filter(isValidId) };
  for (const id of [...tasks.keys(), ...groups.keys()]) if (!isValidId(id)) problems.set(id, toProblem('invalid-id'));
  const forbidden = await store.forbidden(valid);
  for (const id of forbidden) problems.set(id, toProblem('forbidden'));
  const isReadable = (id: string): boolean => !forbidden.has(id);
  return { tasks: valid.tasks.filter(isReadable), groups: valid.groups.filter(isReadable), problems };
}
