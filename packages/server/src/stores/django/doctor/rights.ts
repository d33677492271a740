import { type Examined, partsOf, quoted, type Row } from './examined.ts';
import { type Finding, ok, warning } from './finding.ts';

/** Whether the login may do more than read. Files have no logins. */
export async function checkRights(examined: Examined): Promise<readonly Finding[]> {
  if (examined.location.kind === 'sqlite') return [];
  const mayWrite = await (examined.location.kind === 'postgres' ? postgresWrites(examined) : mysqlWrites(examined));
  if (!mayWrite) return [ok('rights', 'the user of the store URL may read and not write')];
  return [warning('rights', 'the user of the store URL may write, which the server never does', grants(examined))];
}

async function postgresWrites({ knex, taskTable }: Examined): Promise<boolean> {
  const [row]: readonly Row[] = await knex.select({
    writes: knex.raw("has_table_privilege(to_regclass(?)::oid, 'INSERT, UPDATE, DELETE, TRUNCATE')", [
      quoted(taskTable),
    ]),
  });
  return row?.['writes'] === true;
}

/** Rights of the user's own at each level: everywhere, in the schema (whose name may be a pattern), on the table. */
async function mysqlWrites({ knex, taskTable }: Examined): Promise<boolean> {
  const { name, schema } = partsOf(taskTable);
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

/** What makes a login that can only read. */
function grants({ location, taskTable, groupTable }: Examined): string {
  if (location.kind === 'sqlite') return '';
  const { database } = location;
  const { schema } = partsOf(taskTable);
  const statements =
    location.kind === 'postgres'
      ? [
          "CREATE ROLE celery_results_reader LOGIN PASSWORD '…'",
          `GRANT CONNECT ON DATABASE "${database}" TO celery_results_reader`,
          `GRANT USAGE ON SCHEMA ${schema ?? 'public'} TO celery_results_reader`,
          `GRANT SELECT ON ${taskTable}, ${groupTable} TO celery_results_reader`,
        ]
      : [
          "CREATE USER celery_results_reader IDENTIFIED BY '…'",
          ...[taskTable, groupTable].map(
            (table) => `GRANT SELECT ON \`${schema ?? database}\`.${partsOf(table).name} TO celery_results_reader`,
          ),
        ];
  return `${statements.join('; ')};`;
}
