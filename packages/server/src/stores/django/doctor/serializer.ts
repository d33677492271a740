import { createCodec } from '../../../codecs/codec.ts';
import { CONTENT_TYPES, type Serializer } from '../../../codecs/serializers.ts';
import { toTaskRecord } from '../../decode/to-task-record.ts';
import { error, type Finding, ok, warning } from '../../finding.ts';
import { nameOfContentType } from '../content-type.ts';
import { storedForm, type TaskRow } from '../stored-form.ts';
import type { DoctorContext } from './context.ts';

/** A row with the columns for decoding, and its content type. */
export interface SampleRow extends TaskRow {
  readonly content_type: string;
}

const SERIALIZERS = Object.keys(CONTENT_TYPES) as readonly Serializer[];

/** Decodes rows like the server, and with other serializers if that fails. The first row is the newest. */
export function serializerFinding(context: DoctorContext, rows: readonly SampleRow[]): Finding {
  const { serializer, acceptContent } = context;
  const unreadable = rows.filter((row) => !isReadable(row, serializer, acceptContent));
  if (unreadable.length === 0)
    return ok('serializer', `the last ${rows.length} rows can be read as ${serializer} (${typesOf(rows)})`);
  const shown =
    unreadable.length === rows.length
      ? `the last ${rows.length} rows`
      : `${unreadable.length} of the last ${rows.length} rows`;
  const text = `${shown} cannot be read with --serializer ${serializer} (${typesOf(unreadable)})`;
  const isNewest = unreadable[0] === rows[0];
  return (isNewest ? error : warning)('serializer', text, adviceFor(context, rows));
}

function isReadable(row: SampleRow, serializer: Serializer, acceptContent: readonly Serializer[]): boolean {
  const codec = createCodec({ serializer, acceptContent });
  const record = toTaskRecord(row, { form: storedForm, codec });
  // a value that a task has set by hand was decoded
  return record.kind !== 'undecodable' || record.byHand !== null;
}

/** Returns the fix. A serializer that can read the newest row is the one that Celery uses now. */
function adviceFor({ serializer, acceptContent }: DoctorContext, rows: readonly SampleRow[]): string {
  const [newest] = rows;
  const reads = (name: Serializer): boolean => newest !== undefined && isReadable(newest, name, [name]);
  if (!acceptContent.includes(serializer)) return `add ${serializer} to --accept-content`;
  if (reads(serializer)) return `the newest row can be read: let the others expire, as Django cannot read them either`;
  const other = SERIALIZERS.find(reads);
  return other === undefined
    ? "set Celery's result_serializer to json, yaml, pickle or msgpack: results of another serializer cannot be read"
    : `pass --serializer ${other}, and in --accept-content what Celery's accept_content has`;
}

function typesOf(rows: readonly SampleRow[]): string {
  const types = new Set(rows.map(({ content_type: type }) => nameOfContentType(type)));
  return `content type ${[...types].join(', ')}`;
}
