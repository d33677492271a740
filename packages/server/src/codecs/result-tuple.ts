import { DecodeError } from './errors.ts';
import { MAX_DEPTH } from './json/read.ts';
import { iterate } from './python/iterate.ts';
import { isList, isTruthy, isTuple, type PyList, type PyValue } from './value.ts';

/** A node of Celery's result tuples: a task, or a group with its children. */
export type ResultNode =
  | { readonly kind: 'task'; readonly id: PyValue }
  | { readonly kind: 'group'; readonly id: PyValue; readonly children: readonly ResultNode[] };

/**
 * Smallest number of bytes of a stored member. A value with shared objects may have more members than its size allows.
 */
const MIN_MEMBER_BYTES = 2;

/**
 * Returns the largest number of members that content of this size may have.
 *
 * @param storedSize bytes or characters
 */
export function maxNodes(storedSize: number): number {
  return 100 + storedSize / MIN_MEMBER_BYTES;
}

/** Counts the nodes that are read. */
interface NodeCount {
  left: number;
}

/**
 * `celery.result.result_from_tuple`: `[[id, parent], null]` is a task, and `[[id, parent], [child, …]]` is a group. An
 * id alone may replace `[id, parent]`. As in Celery, parents are read and then ignored. Vectors group-row-*.
 *
 * @param maximum largest number of nodes. Default: no limit
 * @throws {@link DecodeError}
 */
export function readResultTuple(value: PyValue, maximum: number = Number.POSITIVE_INFINITY): ResultNode {
  return readNode(value, 0, { left: maximum });
}

function readNode(value: PyValue, depth: number, count: NodeCount): ResultNode {
  // a pickled tuple may contain itself
  if (depth > MAX_DEPTH) throw decodeError();
  if (count.left <= 0)
    throw new DecodeError('result tuple', 'a group with far more members than its stored size allows');
  count.left -= 1;
  const [head, nodes] = unpackPair(value);
  const { id, parent } = readHead(head);
  if (isTruthy(parent)) readNode(parent, depth + 1, count);
  if (nodes === null && id === null) throw decodeError();
  if (nodes === null) return { kind: 'task', id };
  return { kind: 'group', id, children: itemsOf(nodes).map((node) => readNode(node, depth + 1, count)) };
}

/** Reads the `children` of a ready task as Celery does, only to find errors. @throws DecodeError */
export function checkChildren(value: PyValue): void {
  if (isTruthy(value)) for (const node of itemsOf(value)) readResultTuple(node);
}

function readHead(head: PyValue): { readonly id: PyValue; readonly parent: PyValue } {
  if (!isList(head) && !isTuple(head)) return { id: head, parent: null };
  const [id, parent] = unpackPair(head);
  return { id, parent };
}

/** Python's `first, second = value`. */
function unpackPair(value: PyValue): readonly [PyValue, PyValue] {
  const items = itemsOf(value);
  const [first, second] = items;
  if (items.length !== 2 || first === undefined || second === undefined) throw decodeError();
  return [first, second];
}

function itemsOf(value: PyValue): PyList {
  const items = iterate(value);
  if (!items) throw decodeError();
  return items;
}

function decodeError(): DecodeError {
  return new DecodeError('result tuple', 'not a group as Celery stores it');
}
