import { FINAL_STATES } from '@celery-results/client/protocol';
import type { Knex } from 'knex';
import { NO_FILTER } from '../../task-index.ts';
import { type Activity, type ActivityGroup, type ActivityStep, DURATION_STEPS } from '../../task-numbers.ts';
import { selectable } from '../row-source.ts';
import type { IndexDatabase } from './index-table.ts';
import { rowsOf } from './rows-of.ts';
import { addPlaceMoments, addRange, PLACE_DATE, placeColumns } from './statements.ts';

/** Largest number of rows of a window. The newest rows are counted. */
const MAX_ROWS = 50_000;
/** Largest number of result rows of a GROUP BY. */
const MAX_GROUPS = 20_000;

/** How many characters of a date such as `2026-01-02 03:04:05` name a step, and what they lack. */
const STEPS: Readonly<Record<ActivityStep, { readonly characters: number; readonly rest: string }>> = {
  60: { characters: 16, rest: ':00' },
  600: { characters: 15, rest: '0:00' },
  3600: { characters: 13, rest: ':00:00' },
};

export interface ActivityOptions {
  /** Whether an index begins by the dates. */
  readonly byDate: boolean;
  /** The start of the window. */
  readonly since: string;
  readonly step: ActivityStep;
}

interface GroupRow {
  readonly part: unknown;
  readonly status: unknown;
  readonly bucket: unknown;
  readonly n: unknown;
}

/** Counts the newest rows of a window in the database, so that only few rows are sent. */
export async function readActivity(
  database: IndexDatabase,
  { byDate, since, step }: ActivityOptions,
): Promise<Activity> {
  const { table } = database;
  const name = table.texts.get('name');
  const { characters, rest } = STEPS[step];
  const steps = await groupsOf(database, { byDate, since, part: startOf(database, characters) });
  const names =
    name === undefined ? [] : await groupsOf(database, { byDate, since, part: database.knex.raw('??', [name]) });
  const rows = steps.reduce((sum, { n }) => sum + Number(n), 0);
  return {
    steps: steps.flatMap((row) => {
      const start = table.toMoment(`${String(row.part).replace('T', ' ')}${rest}`);
      return start === undefined ? [] : [{ start, ...toGroup(row) }];
    }),
    names: names.map((row) => ({
      name: typeof row.part === 'string' && row.part !== '' ? row.part : undefined,
      ...toGroup(row),
    })),
    rows,
    isCut: rows >= MAX_ROWS,
  };
}

function toGroup({ status, bucket, n }: GroupRow): ActivityGroup {
  return { status: String(status), bucket: bucket == null ? null : Number(bucket), count: Number(n) };
}

interface GroupOptions {
  readonly byDate: boolean;
  readonly since: string;
  readonly part: Knex.Raw;
}

function groupsOf(database: IndexDatabase, { byDate, since, part }: GroupOptions): Promise<readonly GroupRow[]> {
  const { knex, dialect, table } = database;
  const { source, started, texts } = table;
  const status = texts.get('status') ?? '';
  const filter = { ...NO_FILTER, since };
  const range = { byDate, direction: 'older', from: undefined, filter, leading: undefined } as const;
  const columns = [status, texts.get('name'), started].filter((column) => column !== undefined);
  const fence = addRange(database, knex(source.table), range)
    .select([...columns.map((column) => selectable(knex, dialect, source, column)), ...placeColumns(database)])
    .limit(MAX_ROWS);
  const rows = knex.from(fence.as('walked'));
  if (!byDate) addPlaceMoments(database, rows, filter);
  const bucket = started === undefined ? knex.raw('NULL') : bucketOf(database, { started, status });
  const grouped = rows.select({ part, status, bucket });
  const query = knex
    .from(grouped.as('grouped'))
    .select(['part', 'status', 'bucket'])
    .count({ n: '*' })
    .groupBy(['part', 'status', 'bucket'])
    .orderBy('n', 'desc')
    .limit(MAX_GROUPS);
  return rowsOf<GroupRow>(database, query);
}

/** The first characters of a date. */
function startOf({ knex, dialect }: IndexDatabase, characters: number): Knex.Raw {
  const text = dialect === 'mysql' ? "date_format(??, '%Y-%m-%d %H:%i')" : '??';
  return knex.raw(`substr(${text}, 1, ${characters})`, [PLACE_DATE]);
}

/** The bucket of a duration, as SQL. PostgreSQL and SQLite give the dates as text here. */
function bucketOf(
  { knex, dialect }: IndexDatabase,
  { started, status }: { readonly started: string; readonly status: string },
): Knex.Raw {
  const seconds = {
    postgres: 'extract(epoch FROM (??::timestamp - ??::timestamp))',
    mysql: 'timestampdiff(microsecond, ??, ??) / 1000000',
    sqlite: '(julianday(??) - julianday(??)) * 86400',
  }[dialect];
  const [from, to] = dialect === 'mysql' ? [started, PLACE_DATE] : [PLACE_DATE, started];
  const least = dialect === 'sqlite' ? 'max' : 'greatest';
  const states = [...FINAL_STATES];
  return knex.raw(
    `CASE WHEN ?? IN (${states.map(() => '?').join(', ')}) AND ?? IS NOT NULL AND ?? >= ??
      THEN floor(ln(${least}(${seconds}, 0.001)) * ${DURATION_STEPS}) END`,
    [status, ...states, started, PLACE_DATE, started, from, to],
  );
}
