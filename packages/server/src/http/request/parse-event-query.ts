import { ProblemError } from '../../problems/problems.ts';
import type { BatchQuery } from '../../views/batch-query.ts';
import { decodeTarget } from './decode-target.ts';

/** Largest number of ids in a URL. */
const MAX_URL_IDS = 100;

/**
 * Parses the parameters `task` and `group` of a URL, which has no etags.
 *
 * @param maxIds largest number of tasks and groups together; 100 if it is larger
 * @throws ProblemError
 */
export function parseEventQuery(url: string, maxIds: number): BatchQuery {
  const parameters = new URLSearchParams(decodeTarget(url).query);
  const idsOf = (name: string): Map<string, null> => new Map(parameters.getAll(name).map((id) => [id, null]));
  const query = { tasks: idsOf('task'), groups: idsOf('group') };
  const max = Math.min(MAX_URL_IDS, maxIds);
  if (query.tasks.size + query.groups.size > max)
    throw new ProblemError('too-many-ids', { detail: `at most ${max} in a URL; send more in the body of a POST` });
  for (const id of query.tasks.keys())
    if (query.groups.has(id))
      throw new ProblemError('invalid-body', {
        detail: 'an id is both among the tasks and among the groups',
        members: { pointer: '/group' },
      });
  return query;
}
