import { createClient } from '@celery-results/client';
import ky from 'ky';
import type { TaskRead } from '../readers.ts';

// The page for reads of tasks, one after another or some at once. chromium-section.ts opens it.

const url = (id: string): string => `/done/task/status/${id}/`;
const client = createClient({ baseUrl: '/done/' });

const READERS: Readonly<Record<string, (id: string) => Promise<TaskRead>>> = {
  fetch: (id) => fetch(url(id)).then(async (response) => (await response.json()).task),
  ky: async (id) => (await ky(url(id)).json<{ task: TaskRead }>()).task,
  client: (id) => client.taskStatus(id),
};

declare global {
  interface Window {
    /**
     * Reads `count` tasks, `parallel` at a time. Resolves with the milliseconds that it took.
     *
     * @throws Error for an unexpected answer
     */
    readTasks(reader: string, count: number, parallel: number): Promise<number>;
  }
}

window.readTasks = async (reader, count, parallel) => {
  const read = READERS[reader];
  if (!read) throw new Error(`no reader ${reader}`);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const expectedId = `t-${next}`;
      next += 1;
      const { id, status } = await read(expectedId);
      if (id !== expectedId || status !== 'SUCCESS') throw new Error(`expected ${expectedId}, got ${id} ${status}`);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: parallel }, worker));
  return performance.now() - start;
};
