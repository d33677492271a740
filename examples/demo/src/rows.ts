import Database from 'better-sqlite3';

/** The row of a task. `result` is JSON text as Celery's serializer writes it. */
export interface TaskRow {
  readonly status: string;
  readonly result: string | null;
  readonly traceback?: string | null;
  readonly name: string;
}

/** A row of a task with its own dates, in milliseconds since 1970. */
export interface HistoryRow extends TaskRow {
  readonly id: string;
  readonly worker: string;
  readonly periodic: string | null;
  /** The repr of the arguments in Python. */
  readonly args: string;
  readonly kwargs: string;
  readonly created: number;
  readonly started: number | null;
  readonly done: number;
}

/** Writes rows as Celery's `django-db` result backend does, with `result_extended` and `task_track_started`. */
export interface Rows {
  task(id: string, row: TaskRow): void;
  /** @param created milliseconds since 1970. Default: now */
  group(id: string, members: readonly string[], created?: number): void;
  /** Writes the counter of a chord that waits for `left` members. */
  chord(id: string, members: readonly string[], left: number): void;
  /** Writes many tasks at once. */
  history(tasks: readonly HistoryRow[]): void;
  close(): void;
}

/** Opens the tables of a migrated SQLite file for writing. */
export function openRows(filename: string): Rows {
  const database = new Database(filename);
  database.pragma('journal_mode = WAL');
  const task = database.prepare(`
    INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, traceback,
      meta, task_args, task_kwargs, task_name, worker, date_created, date_started, date_done)
    VALUES (@id, @status, 'application/json', 'utf-8', @result, @traceback, '{"children": []}', '"()"', '"{}"', @name,
      'celery@demo', @now, @now, @now)
    ON CONFLICT (task_id) DO UPDATE SET status = @status, result = @result, traceback = @traceback, date_done = @now`);
  const group = database.prepare(`
    INSERT INTO django_celery_results_groupresult (group_id, content_type, content_encoding, result, date_created,
      date_done)
    VALUES (@id, 'application/json', 'utf-8', @result, @now, @now)`);
  const past = database.prepare(`
    INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, traceback,
      meta, task_args, task_kwargs, task_name, worker, periodic_task_name, date_created, date_started, date_done)
    VALUES (@id, @status, 'application/json', 'utf-8', @result, @traceback, '{"children": []}', @args, @kwargs, @name,
      @worker, @periodic, @created, @started, @done)
    ON CONFLICT (task_id) DO UPDATE SET status = @status, result = @result, traceback = @traceback, date_done = @done`);
  const counter = database.prepare(`
    INSERT INTO django_celery_results_chordcounter (group_id, sub_tasks, count) VALUES (@id, @subTasks, @left)`);
  const writePast = database.transaction((tasks: readonly HistoryRow[]) => {
    for (const task of tasks)
      past.run({
        ...task,
        traceback: task.traceback ?? null,
        args: JSON.stringify(task.args),
        kwargs: JSON.stringify(task.kwargs),
        created: dateText(task.created),
        started: task.started === null ? null : dateText(task.started),
        done: dateText(task.done),
      });
  });
  return {
    task: (id, { status, result, traceback = null, name }) =>
      task.run({ id, status, result, traceback, name, now: now() }),
    group: (id, members, created = Date.now()) =>
      group.run({ id, result: groupTuple(id, members), now: dateText(created) }),
    chord: (id, members, left) =>
      counter.run({ id, left, subTasks: `[${members.map((member) => `[["${member}", null], null]`).join(', ')}]` }),
    history: (tasks) => writePast(tasks),
    close: () => database.close(),
  };
}

/** Writes the members as Celery does, `[[id, parent], [[[member, parent], null], …]]`, with Python's spaces. */
function groupTuple(id: string, members: readonly string[]): string {
  return `[["${id}", null], [${members.map((member) => `[["${member}", null], null]`).join(', ')}]]`;
}

/** Writes a time as Django does in SQLite, in UTC with microseconds. */
function dateText(ms: number): string {
  const micros = String(Math.floor((ms % 1) * 1_000)).padStart(3, '0');
  return `${new Date(ms).toISOString().slice(0, -1).replace('T', ' ')}${micros}`;
}

function now(): string {
  return dateText(Date.now());
}
