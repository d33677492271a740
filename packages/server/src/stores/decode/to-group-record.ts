import type { Codec } from '../../codecs/codec.ts';
import { DecodeError } from '../../codecs/errors.ts';
import { str } from '../../codecs/python/repr.ts';
import { maxNodes, type ResultNode, readResultTuple } from '../../codecs/result-tuple.ts';
import { isDict, isList, isTruthy } from '../../codecs/value.ts';
import type { GroupMember, GroupRecord } from '../record.ts';
import { toDecodeReason } from './decode-reason.ts';
import { type StoredValue, toValue } from './stored-form.ts';

/** The part of a stored form that is needed for groups. */
export interface GroupForm<Row extends object> {
  /** @throws DecodeError */
  group(row: Row, codec: Codec): StoredValue;
}

/**
 * Turns a stored group into a record. Undefined if the stored value is empty (NULL, '', false): for Celery, such a
 * group does not exist.
 */
export function toGroupRecord<Row extends object>(
  row: Row,
  form: GroupForm<Row>,
  codec: Codec,
): GroupRecord | undefined {
  try {
    const stored = form.group(row, codec);
    const ids = 'content' in stored ? codec.groupIds(stored.content) : undefined;
    if (ids) return { kind: 'group', members: ids.map((id) => ({ kind: 'task', id, idText: `"${id}"` })) };
    const value = toValue(stored, codec);
    if (!isTruthy(value)) return undefined;
    const size = 'content' in stored ? (stored.content?.length ?? 0) : undefined;
    const node = readResultTuple(value, size === undefined ? undefined : maxNodes(size));
    if (node.kind === 'task') throw new DecodeError('result tuple', 'a single task instead of a group');
    return { kind: 'group', members: node.children.map((child) => toMember(child, codec)) };
  } catch (error) {
    return { kind: 'undecodable', reason: toDecodeReason(error, 'result') };
  }
}

function toMember(node: ResultNode, codec: Codec): GroupMember {
  const idText = codec.write(node.id);
  if (node.kind === 'group')
    return { kind: 'group', idText, members: node.children.map((child) => toMember(child, codec)) };
  if (isList(node.id) || isDict(node.id)) throw new DecodeError('result tuple', 'a member without a usable id');
  return { kind: 'task', id: str(node.id), idText };
}
