/** The name of the PostgreSQL function that reports changes. It contains a version of the function. */
export const FUNCTION = 'celery_results_notify_1';
export const TRIGGER = 'celery_results_notify_1';

/** A table whose changes are reported, and the column of its ids. */
export interface NotifyingTable {
  /** `schema.table` or `table`. */
  readonly table: string;
  readonly id: string;
}

/** SQL for the channel of a table, from the SQL for the names of its schema and of the table. */
export function channelSql(schema: string, table: string): string {
  return `'celery_results_' || md5(${schema} || '.' || ${table})`;
}

/**
 * SQL that creates the function and one trigger for each table.
 *
 * - The function names no column: the trigger passes the name of the id column. Migrations can change every column.
 * - The function catches its errors, so that the writer's transaction never fails.
 * - A notification contains only the id, cut to 255 characters: PostgreSQL refuses more than 8,000 bytes.
 */
export function installSql(tables: readonly NotifyingTable[]): readonly string[] {
  return [
    `CREATE OR REPLACE FUNCTION ${FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  id text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    EXECUTE format('SELECT left(($1).%I::text, 255)', TG_ARGV[0]) INTO id USING OLD;
  ELSE
    EXECUTE format('SELECT left(($1).%I::text, 255)', TG_ARGV[0]) INTO id USING NEW;
  END IF;
  PERFORM pg_notify(${channelSql('TG_TABLE_SCHEMA', 'TG_TABLE_NAME')}, id);
  RETURN NULL;
EXCEPTION WHEN OTHERS THEN
  RETURN NULL;
END
$$`,
    `COMMENT ON FUNCTION ${FUNCTION}() IS 'celery-results-server: reports the ids of rows that change'`,
    ...tables.flatMap(({ table, id }) => [
      `DROP TRIGGER IF EXISTS ${TRIGGER} ON ${quoted(table)}`,
      `CREATE TRIGGER ${TRIGGER} AFTER INSERT OR UPDATE OR DELETE ON ${quoted(table)}
  FOR EACH ROW EXECUTE FUNCTION ${FUNCTION}('${id}')`,
    ]),
  ];
}

/** SQL that removes the triggers and the function of {@link installSql}. */
export function uninstallSql(tables: readonly NotifyingTable[]): readonly string[] {
  return [
    ...tables.map(({ table }) => `DROP TRIGGER IF EXISTS ${TRIGGER} ON ${quoted(table)}`),
    `DROP FUNCTION IF EXISTS ${FUNCTION}()`,
  ];
}

/** Quotes the name of a table. The caller has checked it: letters, digits, `_`, `$` and `-`. */
export function quoted(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part}"`)
    .join('.');
}
