import { fieldsOf, parseId, parseMemberDone, parseMemberStatus, shapeError } from './parse.ts';
import type { GroupDoneBody, GroupStatusBody } from './wire.ts';

/** Parses the body of `celery-is_group_successful`. @throws TypeError that names the field */
export function parseGroupDone(body: unknown): GroupDoneBody {
  return { group: parseGroup(body, parseMemberDone) };
}

/** Parses the body of `celery-group_status`. @throws TypeError that names the field */
export function parseGroupStatus(body: unknown): GroupStatusBody {
  return { group: parseGroup(body, parseMemberStatus) };
}

function parseGroup<T>(
  body: unknown,
  parseMember: (value: unknown, path: string) => T,
): { id: string; results: readonly T[] } {
  const { id, results } = fieldsOf(fieldsOf(body).group);
  const items = parseList(results, 'group.results');
  return {
    id: parseId(id, 'group'),
    results: items.map((item, index) => parseMember(item, `group.results[${index}]`)),
  };
}

export function parseList(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw shapeError(path, value);
  return value;
}
