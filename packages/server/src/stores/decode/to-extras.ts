import type { Codec } from '../../codecs/codec.ts';
import { DecodeError, NotSerializableError } from '../../codecs/errors.ts';
import { iterate } from '../../codecs/python/iterate.ts';
import { type ResultNode, readResultTuple } from '../../codecs/result-tuple.ts';
import { isDict, isTruthy, type PyValue } from '../../codecs/value.ts';
import type { StoredExtra } from '../record.ts';

/** The JSON text of a stored value, or a mark that it has none. */
export function toExtra(codec: Codec, read: () => PyValue): StoredExtra {
  try {
    const value = read();
    return value === null ? null : codec.write(value);
  } catch (error) {
    if (error instanceof DecodeError || error instanceof NotSerializableError) return { undecodable: true };
    throw error;
  }
}

/** The keys of a stored meta that Celery does not know, as a JSON object; null without one. */
export function ownKeysOf(meta: PyValue, known: ReadonlySet<string>): PyValue {
  if (!isDict(meta)) return null;
  const own = [...meta].filter(([key]) => !(typeof key === 'string' && known.has(key)));
  return own.length === 0 ? null : new Map(own);
}

/** The ids of stored children, with those of a group in its place; null where none are stored or they are broken. */
export function childIdsOf(children: PyValue): readonly string[] | null {
  if (!isTruthy(children)) return null;
  try {
    return (iterate(children) ?? []).flatMap((child) => idsOf(readResultTuple(child, MAX_NODES)));
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** Nodes of one child. */
const MAX_NODES = 100_000;

function idsOf(node: ResultNode): readonly string[] {
  if (node.kind === 'group') return node.children.flatMap(idsOf);
  return typeof node.id === 'string' ? [node.id] : [];
}

/** Bytes of a stored text; null where nothing is stored. */
export function bytesOfText(value: unknown): number | null {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return value instanceof Uint8Array ? value.length : null;
}

/** A stored text that is not empty; null for any other value, and undefined where there is no place for it. */
export function textOrNull(value: unknown): string | null | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A stored number; a driver may give a large one as text. */
export function numberOrNull(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value !== '' ? Number(value) : null;
}
