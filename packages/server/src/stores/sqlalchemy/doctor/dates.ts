import { type Finding, note, ok, warning } from '../../finding.ts';
import type { Row } from '../../sql/doctor/context.ts';
import { selectable } from '../../sql/row-source.ts';
import { createToUtc } from '../local-dates.ts';
import { taskSource } from '../tables.ts';
import type { DoctorContext } from './context.ts';

const SAMPLE_ROWS = 50;
/** A date that is further in the future was stored in another time zone. */
const MAX_AHEAD_MS = 10 * 60_000;

/** Checks that the stored dates, which have no time zone, match `--celery-timezone`. */
export async function checkDates(context: DoctorContext): Promise<readonly Finding[]> {
  const { celeryTimezone, now } = context;
  const toUtc = createToUtc(celeryTimezone);
  const dates = (await lastDates(context)).map(toUtc).filter((date) => date !== undefined);
  const ahead = dates.some((date) => Date.parse(date) > now() + MAX_AHEAD_MS);
  if (ahead)
    return [
      warning(
        'settings',
        `tasks end in the future by their date_done, read as ${celeryTimezone}`,
        "pass Celery's timezone as --celery-timezone; on PostgreSQL, the TimeZone of the workers' sessions",
      ),
    ];
  const zone = await zoneOfSessions(context);
  if (zone !== undefined && zone !== celeryTimezone)
    return [
      note(
        'settings',
        `sessions of this database are in ${zone}: if those of the workers are too, date_done is in that zone`,
        `pass --celery-timezone ${zone}`,
      ),
    ];
  return [ok('settings', `date_done is read as ${celeryTimezone}`)];
}

async function lastDates({ knex, location, tables }: DoctorContext): Promise<readonly unknown[]> {
  const rows: readonly Row[] = await knex(tables.task)
    .select(selectable(knex, location.kind, taskSource(tables.task), 'date_done'))
    .orderBy('id', 'desc')
    .limit(SAMPLE_ROWS);
  return rows.map((row) => row['date_done']);
}

const UTC_NAMES: ReadonlySet<string> = new Set(['UTC', 'Etc/UTC', 'GMT', 'Etc/GMT', 'Zulu', 'Etc/Zulu']);

/** Returns the time zone of PostgreSQL's sessions, in which it stores dates. Undefined for other databases. */
async function zoneOfSessions({ knex, location }: DoctorContext): Promise<string | undefined> {
  if (location.kind !== 'postgres') return undefined;
  const [row]: readonly Row[] = await knex.select(knex.raw("current_setting('TimeZone') AS zone"));
  const zone = String(row?.['zone']);
  return UTC_NAMES.has(zone) ? 'UTC' : zone;
}
