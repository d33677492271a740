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
    `INSERT INTO django_celery_results_taskresult (task_id, status, content_type, content_encoding, result, date_created, date_done)
     VALUES (?, ?, 'application/json', 'utf-8', ?, '2026-01-02 03:04:05', '2026-01-02 03:04:05')`,
    [id, status, result],
  );
}

/** Runs the script until it ends. */
function wait(id: string) {
  const script = spawn(process.execPath, ['src/wait.ts', server.url, id], { cwd: ROOT });
  const said = Promise.all([text(script.stdout), text(script.stderr), once(script, 'exit')]);
  return { script, said: said.then(([out, err, [code]]) => ({ out: out.trim(), err: err.trim(), code })) };
}

describe('the script', () => {
  it('tells how far the task is, and prints its result', async () => {
    await store('good', 'PROGRESS', '{"current": 1, "total": 4}');
    const { script, said } = wait('good');
    await once(script.stderr, 'data');
    await store('good', 'SUCCESS', '{"rows": 3}');
    expect(await said).toEqual({ out: '3 rows', err: '25 %', code: 0 });
  });

  it('says why there is no result', async () => {
    await store('bad', 'FAILURE', '{"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"}');
    expect(await wait('bad').said).toEqual({ out: '', err: "bad ended as FAILURE: ValueError('no')", code: 1 });
    await store('odd', 'SUCCESS', '{"lines": 3}');
    expect(await wait('odd').said).toMatchObject({
      err: expect.stringContaining('odd has a result of another shape'),
      code: 1,
    });
    expect(await wait('a b').said).toMatchObject({ code: 2 });
  });

  it('ends at once on Ctrl-C', async () => {
    await store('long', 'PROGRESS', '{"current": 0, "total": 4}');
    const { script, said } = wait('long');
    await once(script.stderr, 'data');
    script.kill('SIGINT');
    expect(await said).toMatchObject({ out: '', err: '0 %\ngiven up', code: 2 });
  });
});
