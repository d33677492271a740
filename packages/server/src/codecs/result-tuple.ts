import { DecodeFault } from './fault.ts';
import { MAX_DEPTH } from './json/read.ts';
import { isDict, isList, isTruthy, type PyValue } from './value.ts';

/** A node of Celery's result tuples: a task, or a group with its children. */
export type ResultNode =
  | { readonly kind: 'task'; readonly id: PyValue }
  | { readonly kind: 'group'; readonly id: PyValue; readonly children: readonly ResultNode[] };

/**
 * `celery.result.result_from_tuple`: `[[id, parent], null]` is a task, `[[id, parent], [child, …]]` a group; a bare id may stand for
 * `[id, parent]`. Parents are read, as Celery does, but change nothing. Vectors group-row-*.
 *
 * @throws {@link DecodeFault}
 */
export function readResultTuple(value: PyValue, depth = 0): ResultNode {
  // a pickled one may hold itself
  if (depth > MAX_DEPTH) throw malformed();
  const [head, nodes] = pair(value);
  const { id, parent } = headOf(head);
  if (isTruthy(parent)) readResultTuple(parent, depth + 1);
  if (nodes === null && id === null) throw malformed();
  if (nodes === null) return { kind: 'task', id };
  return { kind: 'group', id, children: items(nodes).map((node) => readResultTuple(node, depth + 1)) };
}

/** Checks a list of result tuples, as Celery rebuilds `children` of a ready task. */
export function checkChildren(value: PyValue): void {
  if (isTruthy(value)) for (const node of items(value)) readResultTuple(node);
}

function headOf(head: PyValue): { readonly id: PyValue; readonly parent: PyValue } {
  if (!isList(head) && !isTuple(head)) return { id: head, parent: null };
  const [id, parent] = pair(head);
  return { id, parent };
}

/** What Python unpacks into two names: two items, two keys, or two characters. */
function pair(value: PyValue): readonly [PyValue, PyValue] {
  const parts = items(value);
  const [first, second] = parts;
  if (parts.length !== 2 || first === undefined || second === undefined) throw malformed();
  return [first, second];
}

/** Everything Python can iterate. */
function items(value: PyValue): readonly PyValue[] {
  if (typeof value === 'string') return [...value];
  if (value === null || typeof value !== 'object') throw malformed();
  if (isList(value)) return value;
  if (isDict(value)) return [...value.keys()];
  if (isTuple(value)) return value.items;
  throw malformed();
}

function isTuple(value: PyValue): value is Extract<PyValue, { py: 'tuple' }> {
  return typeof value === 'object' && value !== null && 'py' in value && value.py === 'tuple';
}

function malformed(): DecodeFault {
  return new DecodeFault('result tuple', 'not a group as Celery stores it');
}
