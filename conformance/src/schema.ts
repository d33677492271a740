import { readFile } from 'node:fs/promises';

/** The database that the tables are for. */
export type DatabaseSchema = 'sqlite' | 'postgresql' | 'mariadb';

/**
 * django-celery-results 2.6 (the current release) or 2.4 (without `date_started`), or Celery's SQLAlchemy backend: 5.7
 * (the current release) or 5.6 (without `children` and `stamps`).
 */
export type SchemaRelease = '2.6' | '2.4' | 'sqlalchemy-5.6' | 'sqlalchemy-5.7';

/** Loads the statements with which Django or SQLAlchemy creates the tables. */
export async function schemaSql(database: DatabaseSchema, release: SchemaRelease = '2.6'): Promise<string> {
  return readFile(new URL(`../schema/${database}-${release}.sql`, import.meta.url), 'utf8');
}
