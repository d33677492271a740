import Sqlite from 'better-sqlite3';
import { createPool } from 'mysql2/promise';
import pg from 'pg';

/** The columns of a task that an answer needs. */
export interface TaskRow {
  readonly task_id: string;
  readonly status: string;
  readonly result: string;
  readonly traceback: string | null;
}

/** The queries of the views. */
export interface Rows {
  task(id: string): Promise<TaskRow | undefined>;
  /** The stored result of a group. */
  group(id: string): Promise<string | undefined>;
  /** In no order. */
  members(ids: readonly string[]): Promise<readonly TaskRow[]>;
}

const TASK = 'SELECT task_id, status, result, traceback FROM django_celery_results_taskresult WHERE task_id';
const GROUP = 'SELECT result FROM django_celery_results_groupresult WHERE group_id';
const MAX_CONNECTIONS = 4;

/** Opens a database with its driver alone. The statements are prepared. */
export function openRows(url: string): Rows {
  if (url.startsWith('sqlite:')) return sqlite(url.slice('sqlite:///'.length));
  return url.startsWith('mysql:') ? mariadb(url) : postgres(url);
}

function postgres(url: string): Rows {
  const pool = new pg.Pool({ connectionString: url, max: MAX_CONNECTIONS });
  const members = `${TASK} = ANY($1)`;
  return {
    task: async (id) => (await pool.query<TaskRow>({ name: 'task', text: `${TASK} = $1`, values: [id] })).rows[0],
    group: async (id) =>
      (await pool.query<{ result: string }>({ name: 'group', text: `${GROUP} = $1`, values: [id] })).rows[0]?.result,
    members: async (ids) => (await pool.query<TaskRow>({ name: 'members', text: members, values: [ids] })).rows,
  };
}

function mariadb(url: string): Rows {
  const pool = createPool({ uri: url, connectionLimit: MAX_CONNECTIONS });
  const read = async <Row>(sql: string, values: readonly string[]): Promise<readonly Row[]> => {
    const [rows] = await pool.execute(sql, [...values]);
    return rows as unknown as readonly Row[];
  };
  return {
    task: async (id) => (await read<TaskRow>(`${TASK} = ?`, [id]))[0],
    group: async (id) => (await read<{ result: string }>(`${GROUP} = ?`, [id]))[0]?.result,
    members: async (ids) => read<TaskRow>(`${TASK} IN (${ids.map(() => '?').join(',')})`, ids),
  };
}

function sqlite(file: string): Rows {
  const database = new Sqlite(file, { readonly: true });
  const task = database.prepare<[string], TaskRow>(`${TASK} = ?`);
  const group = database.prepare<[string], { result: string }>(`${GROUP} = ?`);
  const members = database.prepare<[string], TaskRow>(`${TASK} IN (SELECT value FROM json_each(?))`);
  return {
    task: async (id) => task.get(id),
    group: async (id) => group.get(id)?.result,
    members: async (ids) => members.all(JSON.stringify(ids)),
  };
}
