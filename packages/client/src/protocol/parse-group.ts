import { idOf, memberDone, memberStatus, misfit, open } from './parse.ts';
import type { GroupDoneBody, GroupStatusBody } from './wire.ts';

/** Reads the answer of `celery-is_group_successful`. @throws TypeError that names the place */
export function parseGroupDone(body: unknown): GroupDoneBody {
  return { group: group(body, memberDone) };
}

/** Reads the answer of `celery-group_status`. @throws TypeError that names the place */
export function parseGroupStatus(body: unknown): GroupStatusBody {
  return { group: group(body, memberStatus) };
}

function group<T>(body: unknown, one: (value: unknown, path: string) => T): { id: string; results: readonly T[] } {
  const { id, results } = open(open(body).group);
  const items = list(results, 'group.results');
  return { id: idOf(id, 'group'), results: items.map((item, index) => one(item, `group.results[${index}]`)) };
}

export function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw misfit(path, value);
  return value;
}
