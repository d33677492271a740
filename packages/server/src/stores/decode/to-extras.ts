import type { Codec } from '../../codecs/codec.ts';
import { DecodeError, NotSerializableError } from '../../codecs/errors.ts';
import { iterate } from '../../codecs/python/iterate.ts';
import { type ResultNode, readResultTuple } from '../../codecs/result-tuple.ts';
import { isDict, isTruthy, type PyValue } from '../../codecs/value.ts';
import type { StoredExtra } from '../record.ts';

/** Returns the JSON text of a stored value, or marks it as undecodable. */
export function toExtra(codec: Codec, read: () => PyValue): StoredExtra {
  try {
    const value = read();
    return value === null ? null : codec.write(value);
  } catch (error) {
    if (error instanceof DecodeError || error instanceof NotSerializableError) return { undecodable: true };
    throw error;
  }
}

/** Returns an object with the keys of a stored meta that are not Celery's own. Null if there are none. */
export function ownKeysOf(meta: PyValue, known: ReadonlySet<string>): PyValue {
  if (!isDict(meta)) return null;
  const own = [...meta].filter(([key]) => !(typeof key === 'string' && known.has(key)));
  return own.length === 0 ? null : new Map(own);
}

/**
 * Returns the ids of stored children. A group is replaced by its members. Null if no children are stored or they are
 * invalid.
 */
export function childIdsOf(children: PyValue): readonly string[] | null {
  if (!isTruthy(children)) return null;
  try {
    return (iterate(children) ?? []).flatMap((child) => idsOf(readResultTuple(child, MAX_NODES)));
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** Largest number of nodes of one child. */
const MAX_NODES = 100_000;

function idsOf(node: ResultNode): readonly string[] {
  if (node.kind === 'group') return node.children.flatMap(idsOf);
  return typeof node.id === 'string' ? [node.id] : [];
}

/** Returns the number of bytes of a stored text. Null if nothing is stored. */
export function bytesOfText(value: unknown): number | null {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return value instanceof Uint8Array ? value.length : null;
}

/**
 * Returns a stored text that is not empty. Null for any other value, and undefined if the storage has no such field.
 */
export function textOrNull(value: unknown): string | null | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Returns a stored number. A driver may return a large number as text. */
export function numberOrNull(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value !== '' ? Number(value) : null;
}
