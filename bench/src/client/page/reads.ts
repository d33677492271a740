import { createClient } from '@celery-results/client';
import ky from 'ky';
import type { Read } from '../readers.ts';

// What is measured in a page: reads of tasks, one after the other or some at once. Called from chromium-section.ts.

const url = (id: string): string => `/done/task/status/${id}/`;
const client = createClient({ baseUrl: '/done/' });

const READERS: Readonly<Record<string, (id: string) => Promise<Read>>> = {
  fetch: (id) => fetch(url(id)).then(async (answer) => (await answer.json()).task),
  ky: async (id) => (await ky(url(id)).json<{ task: Read }>()).task,
  client: (id) => client.taskStatus(id),
};

declare global {
  interface Window {
    /** Reads so many tasks, so many at once, and says how many milliseconds that took. @throws Error for a wrong answer */
    readTasks(reader: string, count: number, atOnce: number): Promise<number>;
  }
}

window.readTasks = async (reader, count, atOnce) => {
  const read = READERS[reader];
  if (!read) throw new Error(`no reader ${reader}`);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const asked = `t-${next}`;
      next += 1;
      const { id, status } = await read(asked);
      if (id !== asked || status !== 'SUCCESS') throw new Error(`asked for ${asked}, got ${id} ${status}`);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: atOnce }, worker));
  return performance.now() - start;
};
