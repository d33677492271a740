import { error, type Finding, note, ok, warning } from '../../finding.ts';
import { ask } from '../ask.ts';
import type { SqlLocation } from '../sql-location.ts';
import { codeOf } from '../store-errors.ts';
import { type Row, reasonOf, type SqlContext } from './context.ts';

/** A smaller difference between two clocks is not reported. */
const MAX_SKEW_MS = 2_000;

const NAMES = { sqlite: 'SQLite', postgres: 'PostgreSQL', mysql: 'MySQL' } as const;

/** Checks that the database answers. Reports its name and version, and compares its clock. */
export async function checkServer(context: SqlContext): Promise<readonly Finding[]> {
  const { knex, location, now } = context;
  const start = now();
  const columns = COLUMNS[location.kind].map((sql) => knex.raw(sql));
  const [row]: readonly Row[] = await ask(knex, () => knex.select(columns));
  const end = now();
  const version = String(row?.['version']);
  const name = /mariadb/i.test(version) ? 'MariaDB' : NAMES[location.kind];
  const findings = [ok('server', `${name} ${version.replace(/-?mariadb.*/i, '')} answers`)];
  if (row?.['replica'] === true)
    findings.push(note('server', 'it is a replica: states are as old as its lag, which is not measured here'));
  // a SQLite file uses this machine's clock
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
  if (Math.abs(skew) < MAX_SKEW_MS) return ok('clock', "the database's clock agrees with this machine's");
  const text = `the database's clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's`;
  return warning(
    'clock',
    text,
    'let NTP set both clocks: the age of a task is the difference between a date of the one and the time of the other',
  );
}

/** The finding for a database that does not answer, with a fix. */
export function unreachable(location: SqlLocation, cause: unknown): Finding {
  const reason = reasonOf(cause);
  const fix = FIXES.find(([codes]) => codes.includes(codeOf(cause)))?.[1];
  return error(
    'store',
    `the database does not answer: ${reason}`,
    fix ?? `check that ${addressOf(location)} is a database`,
  );
}

const FIXES: readonly (readonly [codes: readonly string[], fix: string])[] = [
  [['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH'], 'start the database, or correct host and port of the store URL'],
  [['ENOTFOUND', 'EAI_AGAIN'], 'correct the host of the store URL: this name does not resolve'],
  [['ETIMEDOUT'], 'let this machine through the firewall of the database'],
  [
    ['28P01', '28000', 'ER_ACCESS_DENIED_ERROR', 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR'],
    'correct user and password of the store URL; write special characters as %XX',
  ],
  [['3D000', 'ER_BAD_DB_ERROR', 'ER_DBACCESS_DENIED_ERROR'], 'correct the name of the database in the store URL'],
  [['53300', 'ER_CON_COUNT_ERROR'], 'the database has no connection to spare: raise its limit, or end idle ones'],
  [['SQLITE_NOTADB', 'SQLITE_CORRUPT'], 'name the SQLite file that Django uses; this file is not a database'],
  [['SQLITE_CANTOPEN', 'SQLITE_READONLY_DIRECTORY'], 'let this user read the file, and in WAL mode write its folder'],
  [['SQLITE_BUSY'], 'end the process that holds the file locked'],
];

function addressOf(location: SqlLocation): string {
  if (location.kind === 'sqlite') return location.filename;
  return location.socket ?? `${location.host}:${location.port}`;
}
