import { createClient, type RedisClientType } from '@redis/client';
import type { StoreWriter } from './store-writer.ts';

/** A connection of a test to its Redis. */
export type TestRedis = RedisClientType;

export async function connectTestRedis(url: string): Promise<TestRedis> {
  const client: TestRedis = createClient({ url, disableOfflineQueue: true });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** Writes a key as Celery does: with an expiry, and a message of the same text on the channel of its name. */
export async function setAndPublish(redis: TestRedis, key: string, value: string | Buffer): Promise<void> {
  await redis.multi().setEx(key, 86_400, value).publish(key, value).exec();
}

/** Fields of a stored task. The result is JSON text. */
export type TaskMeta = Readonly<Record<string, unknown>> & { readonly result?: string };

/** The stored form of a task, by Celery's JSON serializer. */
export function taskMeta(id: string, meta: TaskMeta = {}): string {
  const { result = 'null', status = 'SUCCESS', traceback = null, children = [], date_done: done, ...more } = meta;
  const date = done ?? (status === 'SUCCESS' || status === 'FAILURE' ? '2026-01-02T03:04:05.678901+00:00' : null);
  const last = Object.entries({ traceback, children, date_done: date, ...more, task_id: id });
  const text = last.map(([key, value]) => `"${key}": ${pythonJson(value)}`).join(', ');
  return `{"status": ${pythonJson(status)}, "result": ${result}, ${text}}`;
}

/** JSON as Python writes it, for values without nested containers. */
function pythonJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A writer for the keys of Celery's Redis backend. */
export async function createRedisWriter(url: string, prefix = ''): Promise<StoreWriter> {
  const redis = await connectTestRedis(url);
  let writes = 0;
  return {
    write: async (id, { state = 'SUCCESS', result = 'null', traceback = null, name, worker } = {}) => {
      writes += 1;
      const date = `2026-01-02T03:04:05.${String(writes).padStart(6, '0')}+00:00`;
      const extended = name === undefined ? {} : { name, args: null, kwargs: null, worker, retries: 0, queue: null };
      const isFinal = ['SUCCESS', 'FAILURE', 'REVOKED'].includes(state);
      const meta = {
        status: state,
        result: result ?? 'null',
        traceback,
        date_done: isFinal ? date : null,
        ...extended,
      };
      await setAndPublish(redis, `${prefix}celery-task-meta-${id}`, taskMeta(id, meta));
    },
    writeGroup: async (id, members) => {
      const tasks = members.map((member) => `[[${JSON.stringify(member)}, null], null]`);
      const tuple = `[[${JSON.stringify(id)}, null], [${tasks.join(', ')}]]`;
      await setAndPublish(redis, `${prefix}celery-taskset-meta-${id}`, `{"result": ${tuple}}`);
    },
    remove: async (id) => {
      await redis.del(`${prefix}celery-task-meta-${id}`);
    },
    close: async () => redis.destroy(),
  };
}
