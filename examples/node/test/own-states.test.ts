import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@celery-results/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

const TASKS: Readonly<Record<string, readonly [string, unknown]>> = {
  training: ['TRAINING', { epoch: 3 }],
  done: ['COMPLETED', { rows: 10 }],
  report: ['SUCCESS', { error: 'no header' }],
};
const server = createServer(({ url = '' }, response) => {
  const id = url.split('/').at(-2) ?? '';
  const [status, result] = TASKS[id] ?? ['PENDING', null];
  response.end(JSON.stringify({ task: { id, status, result } }));
});

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => server.close());

test('gives states, metas and results of its own their meaning', async () => {
  vi.stubGlobal('process', {
    ...process,
    argv: ['node', '', `http://127.0.0.1:${(server.address() as AddressInfo).port}/`],
  });
  const { client, report } = await import('../src/own-states.ts');
  vi.unstubAllGlobals();
  expect((await client.taskStatus('training')).progress?.percent).toBe(25);
  expect(await client.waitForTask('done')).toEqual({ rows: 10 });
  await expect(client.waitForTask('report', { task: report })).rejects.toMatchObject({
    code: 'TASK_FAILED',
    detail: 'no header',
    data: { error: 'no header' },
  });
  expect((await createClient({ baseUrl: client.baseUrl }).taskStatus('done')).phase).toBe('running');
});
