import type { StoreLocation } from '../../store-url.ts';
import { codeOf, type Examined, type Row, reasonOf } from './examined.ts';
import { type Finding, fault, note, ok, warning } from './finding.ts';

/** Milliseconds of difference between two clocks that nobody notices. */
const SKEW = 2_000;

const NAMES = { sqlite: 'SQLite', postgres: 'PostgreSQL', mysql: 'MySQL' } as const;

/** Whether the database answers, which one it is, and what time it has. */
export async function checkServer(examined: Examined): Promise<readonly Finding[]> {
  const { knex, location, now } = examined;
  const start = now();
  const [row] = (await knex.select(COLUMNS[location.kind].map((sql) => knex.raw(sql)))) as readonly Row[];
  const end = now();
  const version = String(row?.['version']);
  const name = /mariadb/i.test(version) ? 'MariaDB' : NAMES[location.kind];
  const findings = [ok('server', `${name} ${version.replace(/-?mariadb.*/i, '')} answers`)];
  if (row?.['replica'] === true)
    findings.push(note('server', 'it is a replica: states are as old as its lag, which nothing here measures'));
  // a file has this machine's clock
  if (row?.['clock'] !== undefined) findings.push(clockFinding(Number(row['clock']) * 1_000 - (start + end) / 2));
  return findings;
}

const COLUMNS = {
  sqlite: ['sqlite_version() AS version'],
  postgres: [
    "current_setting('server_version') AS version",
    'pg_is_in_recovery() AS replica',
    'extract(epoch FROM clock_timestamp())::float8 AS clock',
  ],
  mysql: ['version() AS version', 'unix_timestamp(now(6)) AS clock'],
} as const;

function clockFinding(skew: number): Finding {
  const seconds = Math.round(Math.abs(skew) / 1_000);
  if (Math.abs(skew) < SKEW) return ok('clock', "the database's clock agrees with this machine's");
  const text = `the database's clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's`;
  return warning(
    'clock',
    text,
    'let NTP set both clocks: the age of a task is told from dates of the one and the time of the other',
  );
}

/** Why nothing answers, and what to do about it. */
export function unreachable(location: StoreLocation, error: unknown): Finding {
  const reason = reasonOf(error);
  if (reason.includes('unsupported startup parameter'))
    return fault(
      'pooler',
      'PgBouncer stands before the database and refuses the settings of a session',
      'point --store at PostgreSQL itself, or set ignore_startup_parameters = options in pgbouncer.ini and ask again',
    );
  const fix = FIXES.find(([codes]) => codes.includes(codeOf(error)))?.[1];
  return fault(
    'store',
    `the database does not answer: ${reason}`,
    fix ?? `check that ${addressOf(location)} is a database`,
  );
}

const FIXES: readonly (readonly [codes: readonly string[], fix: string])[] = [
  [['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH'], 'start the database, or correct host and port of the store URL'],
  [['ENOTFOUND', 'EAI_AGAIN'], 'correct the host of the store URL: no such name is known here'],
  [['ETIMEDOUT'], 'let this machine through the firewall of the database'],
  [
    ['28P01', '28000', 'ER_ACCESS_DENIED_ERROR', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR'],
    'correct user and password of the store URL; write special characters as %XX',
  ],
  [['3D000', 'ER_BAD_DB_ERROR', 'ER_DBACCESS_DENIED_ERROR'], 'correct the name of the database in the store URL'],
  [['53300', 'ER_CON_COUNT_ERROR'], 'the database has no connection to spare: raise its limit, or end idle ones'],
  [['SQLITE_NOTADB', 'SQLITE_CORRUPT'], 'name the SQLite file that Django uses; this one cannot be read as one'],
  [['SQLITE_CANTOPEN', 'SQLITE_READONLY_DIRECTORY'], 'let this user read the file, and in WAL mode write its folder'],
  [['SQLITE_BUSY'], 'end the process that holds the file locked'],
];

function addressOf(location: StoreLocation): string {
  if (location.kind === 'sqlite') return location.filename;
  return location.socket ?? `${location.host}:${location.port}`;
}
