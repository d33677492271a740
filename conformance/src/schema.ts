import { readFile } from 'node:fs/promises';

/** Whose tables. */
export type DatabaseSchema = 'sqlite' | 'postgresql' | 'mariadb';

/** django-celery-results 2.6 (the current one) or 2.4 (without `date_started`), or Celery's SQLAlchemy backend. */
export type SchemaRelease = '2.6' | '2.4' | 'sqlalchemy-5.6';

/** The statements that make the tables as Django (or SQLAlchemy) makes them, for one database. */
export async function schemaSql(database: DatabaseSchema, release: SchemaRelease = '2.6'): Promise<string> {
  return readFile(new URL(`../schema/${database}-${release}.sql`, import.meta.url), 'utf8');
}
