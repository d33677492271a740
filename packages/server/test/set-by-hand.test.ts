import { createClient } from '@celery-results/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJwtAuth, type OpenedStore } from '../src/index.ts';
import { openEvents } from './event-client.ts';
import { openTestStore } from './open-test-store.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { batchRequest, type ServedApp, serveApp } from './serve-app.ts';
import { bearer, KEY } from './tokens.ts';

/** Tasks that set FAILURE, RETRY or REVOKED by `update_state(state, meta)` and `raise Ignore()`, over HTTP. */

let results: ResultsFile;
let store: OpenedStore;
let app: ServedApp;
const FAILED = { error: 'row 7: café', row: 7 };
const ids = { tasks: { failed: null, retrying: null, revoked: null }, groups: {} };

beforeAll(async () => {
  results = await createResultsFile();
  results.task('failed', { status: 'FAILURE', result: JSON.stringify(FAILED), traceback: 'by hand' });
  results.task('retrying', { status: 'RETRY', result: '"the disk is full"' });
  results.task('revoked', { status: 'REVOKED', result: '{"message": "by the user", "share": NaN}' });
  results.group('g', '[["g", null], [[["failed", null], null]]]');
  store = await openTestStore(results.url, { pollInterval: 100 });
  app = await serveApp({ store, auth: createJwtAuth({ keys: [KEY] }) }, await bearer());
});
afterAll(async () => {
  app?.close();
  await store?.close();
  await results?.remove();
});

const grant = (access?: readonly string[]) => bearer({ tasks: Object.keys(ids.tasks), groups: ['g'], access });

async function ask(access?: readonly string[]) {
  const { headers, body } = batchRequest({ ...ids, groups: { g: null } });
  const answer = await app.send('POST', '/celery/v1/status/', {
    headers: { ...headers, ...(await grant(access)) },
    body,
  });
  return { ...JSON.parse(answer.body), body: answer.body };
}

async function detail(access?: readonly string[]) {
  return JSON.parse((await app.send('GET', '/celery/v1/tasks/failed/', { headers: await grant(access) })).body);
}

describe('a state that a task has set by hand', () => {
  it('is in a batch with its JSON in place of an exception', async () => {
    const { tasks, groups, errors } = await ask(['result', 'error', 'traceback']);
    expect(tasks).toMatchObject({
      failed: { status: 'FAILURE', result: null, data: FAILED, traceback: 'by hand' },
      retrying: { status: 'RETRY', result: null, data: 'the disk is full', traceback: null },
      revoked: { status: 'REVOKED', result: null, data: { message: 'by the user', share: null } },
    });
    expect(groups.g).toMatchObject({ results: [{ data: FAILED }], counts: { FAILURE: 1 } });
    for (const task of Object.values<object>(tasks)) expect(task).not.toHaveProperty('resultUnreadable');
    expect(errors).toEqual({});
  });

  it('shows nothing of its JSON without the right to see errors, and no traceback without that right', async () => {
    const hidden = await ask(['result', 'traceback']);
    expect(hidden.tasks.failed).toMatchObject({ status: 'FAILURE', result: null, data: null, traceback: 'by hand' });
    expect(hidden.body).not.toMatch(/row 7|the disk|by the user/);
    expect((await ask(['error'])).tasks.failed).toMatchObject({ data: FAILED, traceback: null });
    expect(await detail(['result'])).toMatchObject({ data: null, hints: { error: 'hidden' } });
  });

  it('is in the details of a task and in its events', async () => {
    const shown = await detail(['result', 'error', 'traceback']);
    expect(shown).toMatchObject({ status: 'FAILURE', data: FAILED, traceback: 'by hand' });
    expect(shown.hints).not.toHaveProperty('result');
    const client = await openEvents(`http://127.0.0.1:${app.port}`, ids, await grant());
    try {
      await client.event('task', { id: 'failed', data: FAILED });
      await client.event('snapshot-end');
    } finally {
      client.abort();
    }
  });

  it('is shown in a list by the start of its JSON', async () => {
    const answer = await app.send('GET', '/celery/v1/groups/g/', { headers: await grant() });
    expect(JSON.parse(answer.body).members).toMatchObject([
      { id: 'failed', exc: null, error: '{"error": "row 7: caf\\u00e9", "row": 7}' },
    ]);
  });

  it('stays an unreadable row on the URLs of Django, which answers 500', async () => {
    for (const path of ['task/status/failed', 'task/done/failed', 'group/status/g']) {
      const answer = await app.send('GET', `/celery/${path}/`, { headers: await grant() });
      expect(answer.status, path).toBe(502);
      expect(answer.body).not.toContain('row 7');
    }
  });

  it('gives the client its message, by whichever path it is read', async () => {
    const headers = await grant();
    const client = createClient({ baseUrl: `http://127.0.0.1:${app.port}/celery/`, headers });
    const failed = { phase: 'failed', message: 'row 7: café', data: FAILED, exc: null, result: null };
    expect(await client.taskStatus('failed')).toMatchObject(failed);
    expect(await client.taskStatus('failed')).toMatchObject(failed);
    expect(await client.taskStatus('retrying')).toMatchObject({ phase: 'retrying', message: 'the disk is full' });
    expect(await client.taskStatus('revoked')).toMatchObject({ phase: 'revoked', message: 'by the user' });
    await expect(client.waitForTask('failed')).rejects.toMatchObject({ code: 'TASK_FAILED', detail: 'row 7: café' });
  });
});
