import { type SchemaRelease, schemaSql, type VectorCase } from '@celery-results/conformance';
import type { DatabaseKind, TestDatabase } from '@celery-results/testing';

const SCHEMA = { sqlite: 'sqlite', postgres: 'postgresql', mariadb: 'mariadb' } as const satisfies Record<
  DatabaseKind,
  string
>;

/** Makes the tables as Django's migrations leave them. */
export async function makeTables(database: TestDatabase, release: SchemaRelease): Promise<void> {
  await database.execute(await schemaSql(SCHEMA[database.kind], release));
  if (database.kind === 'postgres') await database.execute("SET TIME ZONE 'UTC'");
}

/** Puts the rows of recorded cases in as they are, primary keys apart: those of different cases overlap. */
export async function insertRows(
  database: TestDatabase,
  cases: readonly VectorCase[],
  release: SchemaRelease,
): Promise<void> {
  await database.execute('BEGIN');
  let key = 0;
  for (const [table, rows] of cases.flatMap((one) => Object.entries(one.rows ?? {}))) {
    for (const row of rows) {
      const known = Object.entries(row).filter(
        ([column]) => column !== 'id' && (release !== '2.4' || column !== 'date_started'),
      );
      // SQLAlchemy asks a sequence for the key, so its column has no default
      key += 1;
      if (table.startsWith('celery_')) known.push(['id', key]);
      const columns = known.map(([column]) => column).join(', ');
      const marks = known.map(() => '?').join(', ');
      await database.execute(
        `INSERT INTO ${table} (${columns}) VALUES (${marks})`,
        known.map(([, value]) => value),
      );
    }
  }
  await database.execute('COMMIT');
}

/** Whether a case stores nothing: it asks for what is not there. */
export function hasNoRows(one: VectorCase): boolean {
  return Object.values(one.rows ?? {}).every((rows) => rows.length === 0);
}
