/** A connection that runs statements with `?` for their values: a `TestDatabase`, for example. */
export interface Executor {
  execute(sql: string, values?: readonly (string | null)[]): unknown;
}

/** The date of every row that a test writes, unless it sets another one. */
export const NOW = '2026-01-02 03:04:05.678901';

/** A row of `django_celery_results_taskresult`: its `task_id`, and columns that differ from the defaults. */
export interface TaskRow {
  readonly id: string;
  /** Default SUCCESS. */
  readonly status?: string;
  /** Default `null`, the JSON text. */
  readonly result?: string | null;
  readonly meta?: string | null;
  readonly traceback?: string | null;
  /** Default `application/json`. */
  readonly content_type?: string;
  /** Default `utf-8`. */
  readonly content_encoding?: string;
  readonly task_name?: string | null;
  readonly worker?: string | null;
  /** Default {@link NOW}. */
  readonly date_created?: string;
  readonly date_started?: string | null;
  /** Default {@link NOW}. */
  readonly date_done?: string;
}

/** A row of `django_celery_results_groupresult`. */
export interface GroupRow {
  readonly id: string;
  /** Such as {@link groupResult} makes. */
  readonly result: string | null;
  /** Default {@link NOW}. */
  readonly date_created?: string;
  /** Default {@link NOW}. */
  readonly date_done?: string;
}

/** A statement, and its values in the order of its `?`. */
export interface Insert {
  readonly sql: string;
  readonly values: readonly (string | null)[];
}

export const TASK_TABLE = 'django_celery_results_taskresult';
export const GROUP_TABLE = 'django_celery_results_groupresult';

/** Inserts a task. `table` is where it goes, if that is not Django's table in the default schema. */
export async function insertTask(database: Executor, task: TaskRow, table: string = TASK_TABLE): Promise<void> {
  const { sql, values } = taskInsert(task, table);
  await database.execute(sql, values);
}

export async function insertGroup(database: Executor, group: GroupRow): Promise<void> {
  const { sql, values } = groupInsert(group);
  await database.execute(sql, values);
}

/** The statement that inserts a task. */
export function taskInsert(task: TaskRow, table: string = TASK_TABLE): Insert {
  return insertOf(table, taskColumns(task));
}

/** The statement that inserts a group. */
export function groupInsert({ id, ...columns }: GroupRow): Insert {
  return insertOf(GROUP_TABLE, {
    group_id: id,
    content_type: 'application/json',
    content_encoding: 'utf-8',
    date_created: NOW,
    date_done: NOW,
    ...columns,
  });
}

/**
 * One statement that inserts many tasks, with their values in its text. It is for connections that take no values, and
 * for more rows than values fit into a statement. All tasks have the same columns, and no value has a quote.
 */
export function tasksSql(tasks: readonly TaskRow[]): string {
  const rows = tasks.map(taskColumns);
  const columns = Object.keys(rows[0] ?? {}).join(', ');
  const values = rows.map((row) => `('${Object.values(row).join("', '")}')`);
  return `INSERT INTO ${TASK_TABLE} (${columns}) VALUES ${values.join(', ')}`;
}

/** The stored result of a group whose members are tasks. */
export function groupResult(id: string, members: readonly string[]): string {
  const tasks = members.map((member) => `[[${JSON.stringify(member)}, null], null]`);
  return `[[${JSON.stringify(id)}, null], [${tasks.join(', ')}]]`;
}

function taskColumns({ id, ...columns }: TaskRow): Readonly<Record<string, string | null>> {
  return {
    task_id: id,
    status: 'SUCCESS',
    content_type: 'application/json',
    content_encoding: 'utf-8',
    result: 'null',
    date_created: NOW,
    date_done: NOW,
    ...columns,
  };
}

function insertOf(table: string, row: Readonly<Record<string, string | null>>): Insert {
  const columns = Object.keys(row);
  const marks = columns.map(() => '?').join(', ');
  return { sql: `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`, values: Object.values(row) };
}
