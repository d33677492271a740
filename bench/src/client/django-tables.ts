import { migrate } from '@celery-results/server';
import { openTestDatabase } from '@celery-results/testing';

/** A task's row. */
export interface TaskRow {
  readonly id: string;
  readonly status: string;
  /** JSON text. */
  readonly result: string;
}

/** The tables of django-celery-results in a temporary SQLite file. */
export interface DjangoTables {
  /** The URL for the server's `--store`. */
  readonly url: string;
  /** Inserts rows, or updates existing ones. */
  write(rows: readonly TaskRow[]): Promise<void>;
  close(): Promise<void>;
}

const UPSERT = `
  INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, traceback,
    meta, task_args, task_kwargs, task_name, worker, date_created, date_started, date_done)
  VALUES (?, ?, 'application/json', 'utf-8', ?, NULL, '{"children": []}', '"()"', '"{}"', 'bench', 'celery@bench',
    ?, ?, ?)
  ON CONFLICT (task_id)
    DO UPDATE SET status = excluded.status, result = excluded.result, date_done = excluded.date_done`;

/** Creates the tables. */
export async function openDjangoTables(): Promise<DjangoTables> {
  const database = await openTestDatabase('sqlite');
  if (database === undefined) throw new Error('SQLite is always there');
  await migrate(database.url);
  return {
    url: database.url,
    write: async (rows) => {
      const now = `${new Date().toISOString().slice(0, -1).replace('T', ' ')}000`;
      await database.execute('BEGIN');
      for (const { id, status, result } of rows) await database.execute(UPSERT, [id, status, result, now, now, now]);
      await database.execute('COMMIT');
    },
    close: () => database.close(),
  };
}
