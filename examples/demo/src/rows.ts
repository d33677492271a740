import Database from 'better-sqlite3';

/** What a worker stores of a task. Values are JSON text as Celery's serializer writes it. */
export interface TaskRow {
  readonly status: string;
  readonly result: string | null;
  readonly traceback?: string | null;
  readonly name: string;
}

/** Writes rows the way Celery's `django-db` result backend does, with `result_extended` and `task_track_started` on. */
export interface Rows {
  task(id: string, row: TaskRow): void;
  group(id: string, members: readonly string[]): void;
  close(): void;
}

/** Opens the tables of a migrated SQLite file for writing. */
export function openRows(filename: string): Rows {
  const database = new Database(filename);
  database.pragma('journal_mode = WAL');
  const task = database.prepare(`
    INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, traceback, meta,
      task_args, task_kwargs, task_name, worker, date_created, date_started, date_done)
    VALUES (@id, @status, 'application/json', 'utf-8', @result, @traceback, '{"children": []}', '"()"', '"{}"', @name,
      'celery@demo', @now, @now, @now)
    ON CONFLICT (task_id) DO UPDATE SET status = @status, result = @result, traceback = @traceback, date_done = @now`);
  const group = database.prepare(`
    INSERT INTO django_celery_results_groupresult (group_id, content_type, content_encoding, result, date_created, date_done)
    VALUES (@id, 'application/json', 'utf-8', @result, @now, @now)`);
  return {
    task: (id, { status, result, traceback = null, name }) =>
      task.run({ id, status, result, traceback, name, now: now() }),
    group: (id, members) => group.run({ id, result: resultTuple(id, members), now: now() }),
    close: () => database.close(),
  };
}

/** `[[id, parent], [[[member, parent], null], …]]`, spaced as Python writes it. */
function resultTuple(id: string, members: readonly string[]): string {
  return `[["${id}", null], [${members.map((member) => `[["${member}", null], null]`).join(', ')}]]`;
}

/** Django's form of a UTC time in SQLite. */
function now(): string {
  return `${new Date().toISOString().slice(0, -1).replace('T', ' ')}000`;
}
