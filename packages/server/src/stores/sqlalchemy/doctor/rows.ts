import { createCodec } from '../../../codecs/codec.ts';
import { DecodeError } from '../../../codecs/errors.ts';
import { CONTENT_TYPES, type Serializer } from '../../../codecs/serializers.ts';
import { error, type Finding, note, ok, warning } from '../../finding.ts';
import type { Row } from '../../sql/doctor/context.ts';
import { parseTableName } from '../../sql/parse-table-name.ts';
import type { DoctorContext } from './context.ts';

/** The number of rows that are read: the last ones by primary key. */
const SAMPLE_ROWS = 200;
/** Largest number of bytes of a result that is read. */
const MAX_SAMPLE_BYTES = 64 * 1024;
/** The first byte of a pickle. */
const PICKLE = 0x80;
/** Largest number of bytes of MySQL's BLOB. */
const MAX_BLOB_BYTES = 65_535;

/** Checks whether the last results can be decoded, and how they are stored. */
export async function checkResults(context: DoctorContext): Promise<readonly Finding[]> {
  const { knex, tables, serializer } = context;
  const rows: readonly Row[] = await knex(tables.task)
    .select(knex.raw('CASE WHEN octet_length(result) <= ? THEN result END AS result', [MAX_SAMPLE_BYTES]))
    .select(knex.raw('octet_length(result) AS size'))
    .orderBy('id', 'desc')
    .limit(SAMPLE_ROWS);
  if (rows.length === 0) return [note('serializer', 'nothing is stored yet: run a task, then the doctor again')];
  const results = rows.map((row) => row['result']).filter((result) => result instanceof Uint8Array);
  const serialized = results.filter((bytes) => bytes[0] !== PICKLE);
  const pickles = results.length - serialized.length;
  return [
    ...cutFindings(context, rows),
    serialized.every((bytes) => isReadable(bytes, context.acceptContent, serializer))
      ? ok('serializer', censusOf(serialized.length, pickles, serializer))
      : wrongSerializer(serialized, serializer),
  ];
}

function censusOf(serialized: number, pickles: number, serializer: Serializer): string {
  if (serialized === 0) return `the last ${pickles} results are pickles, as Celery before 5.7 stores them`;
  const text = `the last ${serialized} results are readable as ${serializer}`;
  return pickles === 0 ? text : `${text}, and ${pickles} are pickles, as Celery before 5.7 stores them: all are read`;
}

function isReadable(bytes: Uint8Array, acceptContent: readonly Serializer[], serializer: Serializer): boolean {
  try {
    createCodec({ serializer, acceptContent }).read(bytes);
    return true;
  } catch (cause) {
    if (cause instanceof DecodeError) return false;
    throw cause;
  }
}

function wrongSerializer(results: readonly Uint8Array[], serializer: Serializer): Finding {
  const broken = results.filter((bytes) => !isReadable(bytes, [serializer], serializer)).length;
  if (broken === 0)
    return error(
      'serializer',
      `results are readable as ${serializer}, which --accept-content leaves out`,
      "pass in --accept-content what Celery's accept_content has",
    );
  const names = Object.keys(CONTENT_TYPES) as Serializer[];
  const fitting = names.find((name) => results.every((bytes) => isReadable(bytes, [name], name)));
  const fix = fitting
    ? `pass --serializer ${fitting}, and in --accept-content what Celery's accept_content has`
    : "set --serializer to Celery's result_serializer, and let the other rows expire";
  const text = `${broken} of the last ${results.length} results cannot be read as ${serializer}`;
  return fitting || broken === results.length ? error('serializer', text, fix) : warning('serializer', text, fix);
}

/** Finds results that were cut. Only MySQL cuts values, if its mode is not strict. */
function cutFindings({ location, tables }: DoctorContext, rows: readonly Row[]): readonly Finding[] {
  const cut = rows.filter(({ size }) => Number(size) === MAX_BLOB_BYTES).length;
  if (location.kind !== 'mysql' || cut === 0) return [];
  return [
    error(
      'columns',
      `${cut} of the last ${rows.length} results have 65,535 bytes: MySQL cut them there`,
      `${widen(tables.task)}; and add STRICT_TRANS_TABLES to sql_mode`,
    ),
  ];
}

/** Checks whether a large result fits into the columns. */
export async function checkBlobs({ knex, location, tables }: DoctorContext): Promise<readonly Finding[]> {
  if (location.kind !== 'mysql') return [];
  const { name, schema } = parseTableName(tables.task);
  const [row]: readonly Row[] = await knex('information_schema.columns')
    .whereRaw("table_schema = coalesce(?, database()) AND table_name = ? AND column_name = 'result'", [
      schema ?? null,
      name,
    ])
    .select({ type: 'data_type' });
  if (row?.['type'] !== 'blob') return [];
  return [note('columns', 'the column result is a BLOB, and holds no more than 65,535 bytes', widen(tables.task))];
}

function widen(table: string): string {
  return `ALTER TABLE ${table} MODIFY result LONGBLOB, MODIFY traceback LONGTEXT`;
}

/** Guesses Celery's settings from the last rows. */
export async function checkSettings(
  { knex, tables }: DoctorContext,
  columns: ReadonlySet<string>,
): Promise<readonly Finding[]> {
  const selected = ['status', 'name'].filter((column) => columns.has(column));
  const rows: readonly Row[] = await knex(tables.task).select(selected).orderBy('id', 'desc').limit(SAMPLE_ROWS);
  if (rows.length === 0) return [];
  const isExtended = rows.some(({ name }) => typeof name === 'string');
  const isStarted = rows.some(({ status }) => status === 'STARTED');
  return [
    isExtended
      ? ok('settings', 'result_extended is on')
      : note(
          'settings',
          'result_extended looks off: no name and no worker is stored',
          'set result_extended = True in Celery',
        ),
    isStarted
      ? ok('settings', 'task_track_started is on')
      : note(
          'settings',
          'task_track_started may be off: no task is STARTED now, and a running task may be PENDING until it ends',
          'set task_track_started = True in Celery',
        ),
  ];
}
