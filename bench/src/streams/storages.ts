import type { TestDatabase } from '@celery-results/testing';
import { createClient } from '@redis/client';

/** A storage of results that a measurement writes to. */
export interface Storage {
  /** For `--store`. */
  readonly url: string;
  /** Writes the tasks `NAME-0` to `NAME-COUNT`, as started. */
  insert(name: string, count: number): Promise<void>;
  /** Writes progress of a task: its result is a number. */
  write(id: string, result: number): Promise<void>;
}

const TABLE = 'django_celery_results_taskresult';

/** The tables of django-celery-results. */
export function sqlStorage(database: TestDatabase): Storage {
  return {
    url: database.url,
    insert: (name, count) =>
      database.execute(
        `INSERT INTO ${TABLE} (task_id, status, content_type, content_encoding, result, date_created, date_done)
         SELECT '${name}-' || n, 'STARTED', 'application/json', 'utf-8', 'null', now(), now()
         FROM generate_series(0, ${count - 1}) AS n`,
      ),
    write: (id, result) =>
      database.execute(`UPDATE ${TABLE} SET status = 'PROGRESS', result = ?, date_done = now() WHERE task_id = ?`, [
        String(result),
        id,
      ]),
  };
}

/** The keys of Celery's Redis backend, which publishes what it writes. */
export async function redisStorage(url: string): Promise<Storage & { close(): void }> {
  const redis = createClient({ url });
  await redis.connect();
  const write = async (id: string, status: string, result: number | null): Promise<void> => {
    const key = `celery-task-meta-${id}`;
    const meta = JSON.stringify({ status, result, traceback: null, children: [], date_done: null, task_id: id });
    await redis.multi().setEx(key, 86_400, meta).publish(key, meta).exec();
  };
  return {
    url,
    insert: async (name, count) => {
      for (let at = 0; at < count; at += 1) await write(`${name}-${at}`, 'STARTED', null);
    },
    write: (id, result) => write(id, 'PROGRESS', result),
    close: () => redis.destroy(),
  };
}
