// region wait
import { createClient, defineTask, isTaskError } from '@celery-results/client';
import { z } from 'zod';

const [, , baseUrl = 'http://127.0.0.1:8787/celery/', id = ''] = process.argv;
const client = createClient({ baseUrl });
const report = defineTask({ result: z.object({ rows: z.number() }) });
const controller = new AbortController();
process.once('SIGINT', () => controller.abort(new Error('given up')));

try {
  const { rows } = await client.waitForTask(id, {
    task: report,
    timeout: 10 * 60_000,
    signal: controller.signal,
    onUpdate: (task) => task.phase === 'running' && console.error(`${task.progress?.percent ?? 0} %`),
  });
  console.log(`${rows} rows`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = isTaskError(error) ? 1 : 2;
}
// endregion
