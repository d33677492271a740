import { type Finding, note, ok, warning } from '../../finding.ts';
import type { Row } from '../../sql/doctor/context.ts';
import { CHUNK_BYTES } from '../../sql/selected-columns.ts';
import { SESSION_DATES, TASK_COLUMNS } from '../tables.ts';
import type { DoctorContext } from './context.ts';
import { type SampleRow, serializerFinding } from './serializer.ts';

/** The number of rows that are read: the last ones by primary key. */
const SAMPLE_ROWS = 200;
/**
 * Largest result, in bytes, that is decoded as a test. Larger results are not read, only the other columns of their
 * rows.
 */
const MAX_RESULT_BYTES = CHUNK_BYTES / 16;

/** Checks whether the last rows can be decoded, and guesses settings of Celery and Django from them. */
export async function checkRows(context: DoctorContext, columns: ReadonlySet<string>): Promise<readonly Finding[]> {
  const { knex, taskTable } = context;
  if (!['id', 'content_type', ...TASK_COLUMNS].every((column) => columns.has(column)))
    return [note('settings', 'the columns from which settings are guessed cannot be read')];
  const result = knex.raw('CASE WHEN octet_length(??) <= ? THEN ?? END AS ??', [
    'result',
    MAX_RESULT_BYTES,
    'result',
    'result',
  ]);
  const others = [...TASK_COLUMNS, 'content_type', 'task_name', 'date_started'].filter(
    (column) => column !== 'result' && columns.has(column),
  );
  const rows: readonly Row[] = await knex(taskTable)
    .select([...others, result, ...startDelay(context, columns)])
    .orderBy('id', 'desc')
    .limit(SAMPLE_ROWS);
  if (rows.length === 0) return [note('settings', 'nothing is stored yet: run a task, then the doctor again')];
  const samples = rows as unknown as readonly SampleRow[];
  return [serializerFinding(context, samples), ...zoneFindings(rows), ...settings(rows, columns)];
}

/** Seconds between the creation of a row and the start of its task. MySQL's own clock wrote the start. */
function startDelay(
  { knex, location }: DoctorContext,
  columns: ReadonlySet<string>,
): readonly ReturnType<typeof knex.raw>[] {
  const [started = ''] = SESSION_DATES;
  if (location.kind !== 'mysql' || !columns.has(started) || !columns.has('date_created')) return [];
  const utc = "convert_tz(??, @@session.time_zone, '+00:00')";
  return [knex.raw(`timestampdiff(SECOND, ??, ${utc}) AS start_delay`, ['date_created', started])];
}

/** A larger difference means two time zones. */
const MAX_DELAY_SECONDS = 10 * 60;

/**
 * Compares the dates of rows. A worker creates the row of a task when the task starts, so both dates are nearly the
 * same.
 */
function zoneFindings(rows: readonly Row[]): readonly Finding[] {
  const delays = rows.map((row) => row['start_delay']).filter((delay) => delay !== null && delay !== undefined);
  const least = Math.min(...delays.map((delay) => Math.abs(Number(delay))));
  if (delays.length === 0 || least < MAX_DELAY_SECONDS) return [];
  return [
    warning(
      'clock',
      `date_started differs from date_created by ${Math.round(least / 60)} minutes or more in the last rows: ` +
        "Django's sessions have another time zone than the database gives to ours",
      "set the same time_zone in my.cnf and in init_command of Django's OPTIONS, or in neither",
    ),
  ];
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
