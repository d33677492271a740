import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { migrate } from '@celery-results/server';
import { startServer, testDatabaseOrSkip } from '@celery-results/testing';
import { expect, it, vi } from 'vitest';

const SCRIPT = new URL('../src/watch.sh', import.meta.url).pathname;

it('prints each state of a task as curl receives it', async () => {
  const database = await testDatabaseOrSkip('sqlite');
  if (!database) throw new Error('SQLite needs no service');
  await migrate(database.url);
  const server = await startServer({ store: database.url });
  const script = spawn('sh', [SCRIPT, server.url, 'report'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  script.stdout.setEncoding('utf8').on('data', (part: string) => {
    output += part;
  });
  const printed = (text: string): Promise<void> =>
    vi.waitFor(() => expect(output).toContain(text), { timeout: 20_000 });
  await printed('"known": false');
  await database.execute(
    `INSERT INTO django_celery_results_taskresult
       (task_id, status, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, 'PROGRESS', 'application/json', 'utf-8', ?, '2026-01-02 03:04:05', '2026-01-02 03:04:05')`,
    ['report', '{"current": 3, "total": 10}'],
  );
  await printed('"result": {"current": 3, "total": 10}');
  const exit = once(script, 'exit');
  // the server ends the response, and curl with it
  await server.stop();
  await printed('event: closing');
  expect((await exit)[0]).toBe(0);
  await database.close();
});
