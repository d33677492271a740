import { type Finding, ok, warning } from '../../finding.ts';
import { parseTableName } from '../parse-table-name.ts';
import type { SqlLocation } from '../sql-location.ts';
import { quoteTable, type Row, type SqlContext } from './context.ts';

/** Checks whether the user may do more than read. SQLite files have no users. */
export async function checkRights(context: SqlContext, tables: readonly string[]): Promise<readonly Finding[]> {
  if (context.location.kind === 'sqlite') return [];
  const [first = ''] = tables;
  const mayWrite = await (context.location.kind === 'postgres'
    ? mayWriteInPostgres(context, first)
    : mayWriteInMysql(context, first));
  if (!mayWrite) return [ok('rights', 'the user of the store URL may read and not write')];
  return [
    warning(
      'rights',
      'the user of the store URL may write, which the server never does',
      grantStatements(context.location, tables),
    ),
  ];
}

async function mayWriteInPostgres({ knex }: SqlContext, table: string): Promise<boolean> {
  const [row]: readonly Row[] = await knex.select({
    writes: knex.raw("has_table_privilege(to_regclass(?)::oid, 'INSERT, UPDATE, DELETE, TRUNCATE')", [
      quoteTable(table),
    ]),
  });
  return row?.['writes'] === true;
}

/** The user's own rights on each level: global, on the schema (whose name may be a pattern), on the table. */
async function mayWriteInMysql({ knex }: SqlContext, table: string): Promise<boolean> {
  const { name, schema } = parseTableName(table);
  const grantee = "concat('''', replace(current_user(), '@', '''@'''), '''')";
  const own = (view: string) =>
    knex(`information_schema.${view}`)
      .select('privilege_type')
      .whereIn('privilege_type', ['INSERT', 'UPDATE', 'DELETE'])
      .whereRaw(`grantee = ${grantee}`);
  const here = 'coalesce(?, database())';
  const rows: readonly Row[] = await own('user_privileges')
    .unionAll([
      own('schema_privileges').whereRaw(`${here} LIKE table_schema`, [schema ?? null]),
      own('table_privileges').whereRaw(`table_schema = ${here} AND table_name = ?`, [schema ?? null, name]),
    ])
    .limit(1);
  return rows.length > 0;
}

/** Statements that create a user who can only read. */
function grantStatements(location: SqlLocation, tables: readonly string[]): string {
  if (location.kind === 'sqlite') return '';
  const { database } = location;
  const { schema } = parseTableName(tables[0] ?? '');
  const statements =
    location.kind === 'postgres'
      ? [
          "CREATE ROLE celery_results_reader LOGIN PASSWORD '…'",
          `GRANT CONNECT ON DATABASE "${database}" TO celery_results_reader`,
          `GRANT USAGE ON SCHEMA ${schema ?? 'public'} TO celery_results_reader`,
          `GRANT SELECT ON ${tables.join(', ')} TO celery_results_reader`,
        ]
      : [
          "CREATE USER celery_results_reader IDENTIFIED BY '…'",
          ...tables.map(
            (table) =>
              `GRANT SELECT ON \`${schema ?? database}\`.${parseTableName(table).name} TO celery_results_reader`,
          ),
        ];
  return `${statements.join('; ')};`;
}
