import { Forbidden } from '../problems/errors.ts';
import type { IndexPage, IndexQuery, IndexScope, TaskIndex } from '../stores/task-index.ts';
import type { Grant } from './grant.ts';
import { redactRow } from './redact.ts';

/** A query of a client. Its scope is its grant. */
export type ListQuery = Omit<IndexQuery, 'scope'>;

export interface ScopedListOptions {
  readonly grant: Grant;
  /** Tasks of the granted groups. */
  readonly members: ReadonlySet<string>;
  /** Headers of a 403. */
  readonly challenge: Readonly<Record<string, string>>;
}

/**
 * Lists the stored ones of the granted tasks. The list contains only rows with exactly a granted id, even if the
 * database ignores case. A filter of a hidden field would reveal its value, and is refused.
 *
 * @throws Forbidden, NoTaskIndex
 */
export async function listGranted(
  index: TaskIndex,
  query: ListQuery,
  { grant, members, challenge }: ScopedListOptions,
): Promise<IndexPage> {
  checkFilter(query, grant, challenge);
  if (!grant.all && grant.prefix === undefined && grant.tasks.size + members.size === 0) return NOTHING;
  const page = await index.list({ ...query, scope: scopeOf(grant, members) });
  return { ...page, rows: page.rows.map((row) => redactRow(row, grant.visible)) };
}

const NOTHING: IndexPage = { rows: [], end: undefined, searched: 0, searchedTo: undefined, isComplete: true };

/** @throws Forbidden for a filter of a field that the grant hides */
function checkFilter({ filter }: ListQuery, { visible }: Grant, challenge: ScopedListOptions['challenge']): void {
  if (filter.worker !== undefined && !visible.has('args')) throw new Forbidden(challenge);
}

function scopeOf({ all, tasks, prefix }: Grant, members: ReadonlySet<string>): IndexScope | undefined {
  return all ? undefined : { ids: new Set([...tasks, ...members]), prefix };
}
