import { CONTENT_TYPES, type Serializer } from '../../codecs/serializers.ts';
import type { DecodeReason } from '../../problems/errors.ts';
import type { ReadRows } from '../sql/read-rows.ts';
import type { RowSource } from '../sql/row-source.ts';
import { nameOfContentType } from './content-type.ts';
import { contentTypeSource } from './tables.ts';

/** The part of a record of a task or a group that is read here. */
type AnyRecord = { readonly kind: string } | { readonly kind: 'undecodable'; readonly reason: DecodeReason };

/** Adds the content type of the row to the reason of each undecodable record. */
export type Explain = <Found extends AnyRecord>(
  records: ReadonlyMap<string, Found>,
) => Promise<ReadonlyMap<string, Found>>;

/** Largest number of rows that are explained. */
const MAX_ROWS = 100;

/**
 * Explains why rows cannot be decoded: usually another serializer wrote them. Content types are only read for these
 * rows, since no other answer needs them.
 */
export function createExplain(readRows: ReadRows, source: RowSource, serializer: Serializer): Explain {
  const types = contentTypeSource(source);
  return async (records) => {
    const ids = [...records].filter(([, { kind }]) => kind === 'undecodable').map(([id]) => id);
    if (ids.length === 0) return records;
    const rows = await readRows<{ readonly content_type?: unknown }>(types, ids.slice(0, MAX_ROWS)).catch(() => {
      // if the content type cannot be read, the record is returned without an explanation
      return new Map<string, { readonly content_type?: unknown }>();
    });
    const explained = new Map(records);
    for (const [id, { content_type: type }] of rows) {
      const record = records.get(id);
      if (record && 'reason' in record && type !== CONTENT_TYPES[serializer])
        explained.set(id, { ...record, reason: withContentType(record.reason, String(type), serializer) });
    }
    return explained;
  };
}

function withContentType(reason: DecodeReason, type: string, serializer: Serializer): DecodeReason {
  const stored = `the content type of its row is ${nameOfContentType(type)}`;
  return { ...reason, message: `${reason.message}; ${stored}, and --serializer is ${serializer}` };
}
