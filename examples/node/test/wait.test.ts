import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { migrate } from '@celery-results/server';
import { type Listening, startServer, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;
let database: TestDatabase | undefined;
let server: Listening;

beforeAll(async () => {
  database = await testDatabaseOrSkip('sqlite');
  if (!database) throw new Error('SQLite needs no service');
  await migrate(database.url);
  server = await startServer({ store: database.url });
});
afterAll(async () => {
  await server?.stop();
  await database?.close();
});

async function store(id: string, status: string, result: string): Promise<void> {
  await database?.execute('DELETE FROM django_celery_results_taskresult WHERE task_id = ?', [id]);
  await database?.execute(
    `INSERT INTO django_celery_results_taskresult
       (task_id, status, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, ?, 'application/json', 'utf-8', ?, '2026-01-02 03:04:05', '2026-01-02 03:04:05')`,
    [id, status, result],
  );
}

/** Starts the script. `output` resolves when it ends. */
function runScript(id: string) {
  const script = spawn(process.execPath, ['src/wait.ts', server.url, id], { cwd: ROOT });
  const streams = Promise.all([text(script.stdout), text(script.stderr), once(script, 'exit')]);
  return { script, output: streams.then(([out, err, [code]]) => ({ out: out.trim(), err: err.trim(), code })) };
}

describe('the script', () => {
  it('prints the progress of the task, and its result', async () => {
    await store('good', 'PROGRESS', '{"current": 1, "total": 4}');
    const { script, output } = runScript('good');
    await once(script.stderr, 'data');
    await store('good', 'SUCCESS', '{"rows": 3}');
    expect(await output).toEqual({ out: '3 rows', err: '25 %', code: 0 });
  });

  it('prints the error of a task without a result', async () => {
    await store('bad', 'FAILURE', '{"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"}');
    expect(await runScript('bad').output).toEqual({ out: '', err: "bad ended as FAILURE: ValueError('no')", code: 1 });
    await store('odd', 'SUCCESS', '{"lines": 3}');
    expect(await runScript('odd').output).toMatchObject({
      err: expect.stringContaining('odd has a result that its schema rejects'),
      code: 1,
    });
    expect(await runScript('a b').output).toMatchObject({ code: 2 });
  });

  it('ends at once after Ctrl-C', async () => {
    await store('long', 'PROGRESS', '{"current": 0, "total": 4}');
    const { script, output } = runScript('long');
    await once(script.stderr, 'data');
    script.kill('SIGINT');
    expect(await output).toMatchObject({ out: '', err: '0 %\ngiven up', code: 2 });
  });
});
