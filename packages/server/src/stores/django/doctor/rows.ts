import { CONTENT_TYPES, type Serializer } from '../../../codecs/serializers.ts';
import type { Examined, Row } from './examined.ts';
import { type Finding, fault, note, ok, warning } from './finding.ts';

/** Rows that are looked at: the last ones by primary key, without what tasks returned. */
const SAMPLE = 200;
const COLUMNS = ['status', 'content_type', 'content_encoding', 'task_name', 'date_started'] as const;

/** Guesses Celery's settings from the last rows. */
export async function checkRows(examined: Examined, columns: ReadonlySet<string>): Promise<readonly Finding[]> {
  const { knex, taskTable } = examined;
  const asked = COLUMNS.filter((column) => columns.has(column));
  if (!columns.has('id') || !asked.includes('content_type'))
    return [note('settings', 'the columns from which settings are guessed cannot be read')];
  const rows: readonly Row[] = await knex(taskTable).select(asked).orderBy('id', 'desc').limit(SAMPLE);
  if (rows.length === 0)
    return [note('settings', 'nothing is stored yet: whether workers write here is seen after the first task')];
  return [serializerFinding(examined, rows), ...settings(rows, columns)];
}

function serializerFinding({ serializer, acceptContent }: Examined, rows: readonly Row[]): Finding {
  const stored = [...new Set(rows.map((row) => nameOf(String(row['content_type']))))];
  const shown = stored.join(', ');
  if (stored.length > 1)
    return warning(
      'serializer',
      `the last ${rows.length} rows are of ${shown}, and --serializer is ${serializer}: the others cannot be read, as in Django`,
      `set --serializer to Celery's result_serializer, ${stored[0]} in the last row, and let the other rows expire`,
    );
  const [only = ''] = stored;
  if (only !== serializer)
    return fault('serializer', `the last rows are of ${shown}, and --serializer is ${serializer}`, fixFor(only));
  if (!acceptContent.includes(serializer))
    return fault('serializer', `rows are of ${shown}, which --accept-content leaves out`, fixFor(only));
  const encodings = new Set(rows.map((row) => String(row['content_encoding'])));
  return ok('serializer', `${shown}, as --serializer says (${[...encodings].map(clipped).join(', ')})`);
}

function nameOf(contentType: string): string {
  const names = Object.keys(CONTENT_TYPES) as Serializer[];
  return names.find((name) => CONTENT_TYPES[name] === contentType) ?? clipped(contentType);
}

/** What a stranger may have written. */
function clipped(text: string): string {
  return /^[\w./+-]{1,60}$/.test(text) ? text : 'an unknown kind';
}

function fixFor(stored: string): string {
  return Object.hasOwn(CONTENT_TYPES, stored)
    ? `pass --serializer ${stored}, and in --accept-content what Celery's accept_content has`
    : "results of a serializer of one's own cannot be read: set Celery's result_serializer to json, yaml, pickle or msgpack";
}

function settings(rows: readonly Row[], columns: ReadonlySet<string>): readonly Finding[] {
  const has = (column: string): boolean => rows.some((row) => row[column] !== null && row[column] !== undefined);
  const findings: Finding[] = [];
  if (has('task_name')) findings.push(ok('settings', 'result_extended is on'));
  else if (columns.has('task_name'))
    findings.push(
      note(
        'settings',
        'result_extended looks off: no name and no worker is stored',
        'set result_extended = True in Celery',
      ),
    );
  if (has('date_started') || rows.some(({ status }) => status === 'STARTED'))
    findings.push(ok('settings', 'task_track_started is on'));
  else
    findings.push(
      note(
        'settings',
        'task_track_started looks off: a running task is PENDING until it ends',
        'set task_track_started = True in Celery',
      ),
    );
  return findings;
}
