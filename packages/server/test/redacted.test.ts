import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJwtAuth, type OpenedStore } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { batchRequest, type ServedApp, serveApp } from './serve-app.ts';
import { bearer, KEY } from './tokens.ts';

/** What somebody sees who may not see everything, over a socket. */

let results: ResultsFile;
let store: OpenedStore;
let app: ServedApp;
beforeAll(async () => {
  results = await createResultsFile();
  results.task('ok', { result: '{"b": 1.0}' });
  results.task('failed', {
    status: 'FAILURE',
    result: '{"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"}',
    traceback: 'tb',
  });
  results.group('g', '[["g", null], [[["ok", null], null], [["failed", null], null]]]');
  store = await openTestStore(results.url);
  app = await serveApp({ store, auth: createJwtAuth({ keys: [KEY] }) }, await bearer());
});
afterAll(async () => {
  app?.close();
  await store?.close();
  await results?.remove();
});

const ALL = ['status', 'result', 'error', 'traceback', 'args'];
const seen = async (path: string, access?: readonly string[]) => {
  const answer = await app.send('GET', path, { headers: await bearer({ tasks: ['ok'], groups: ['g'], access }) });
  return { body: answer.body, etag: answer.headers.etag };
};

describe('an answer with hidden fields', () => {
  it('keeps keys, with null as their value', async () => {
    const bodies = async (access?: readonly string[]) =>
      Promise.all(
        ['task/status/ok', 'task/status/failed', 'group/status/g'].map(
          async (path) => (await seen(`/celery/${path}/`, access)).body,
        ),
      );
    const failed = '"id": "failed", "status": "FAILURE", "result":';
    const group = (results: { readonly ok: string; readonly failed: string }): string =>
      `{"group": {"id": "g", "results": [{"result": ${results.ok}, "status": "SUCCESS"}, ` +
      `{"result": ${results.failed}, "status": "FAILURE"}]}}`;
    expect(await bodies(ALL)).toEqual([
      '{"task": {"id": "ok", "status": "SUCCESS", "result": {"b": 1.0}}}',
      `{"task": {${failed} "ValueError('no')", "exc": "builtins.ValueError", "traceback": "tb"}}`,
      group({ ok: '{"b": 1.0}', failed: `"ValueError('no')"` }),
    ]);
    expect(await bodies()).toEqual([
      '{"task": {"id": "ok", "status": "SUCCESS", "result": {"b": 1.0}}}',
      `{"task": {${failed} "ValueError('no')", "exc": "builtins.ValueError", "traceback": null}}`,
      group({ ok: '{"b": 1.0}', failed: `"ValueError('no')"` }),
    ]);
    expect(await bodies(['status'])).toEqual([
      '{"task": {"id": "ok", "status": "SUCCESS", "result": null}}',
      `{"task": {${failed} null, "exc": null, "traceback": null}}`,
      group({ ok: 'null', failed: 'null' }),
    ]);
  });

  it('has an ETag of its own', async () => {
    const paths = ['/celery/task/status/failed/', '/celery/group/status/g/'];
    for (const path of paths) {
      const etags = [await seen(path, ['status']), await seen(path, ['result']), await seen(path, ALL)].map(
        ({ etag }) => etag,
      );
      expect(new Set(etags).size).toBeGreaterThan(1);
      const headers = { ...(await bearer({ groups: ['g'], access: ['status'] })), 'If-None-Match': etags[2] ?? '' };
      expect((await app.send('GET', path, { headers })).status).toBe(200);
    }
  });

  it('is the same for a result of any size', async () => {
    const large = 'x'.repeat(300_000);
    results.task('large', { result: `"${large}"` });
    results.task('large-failed', {
      status: 'FAILURE',
      result: `{"exc_type": "ValueError", "exc_message": ["${large}"], "exc_module": "builtins"}`,
    });
    const tasks = ['ok', 'failed', 'large', 'large-failed'];
    const detail = async (id: string, access: readonly string[]) =>
      JSON.parse((await app.send('GET', `/celery/v1/tasks/${id}/`, { headers: await bearer({ tasks, access }) })).body);
    expect(await detail('large', ['result'])).toMatchObject({ result: null, resultOmitted: true });
    for (const [small, id] of [
      ['ok', 'large'],
      ['failed', 'large-failed'],
    ] as const) {
      const { date_created, date_done, etag, ...others } = await detail(id, ['status']);
      expect(await detail(small, ['status'])).toMatchObject({ ...others, id: small });
      expect(others).not.toHaveProperty('resultOmitted');
    }
  });

  it('may be in a batch, in which an id without a grant is a problem', async () => {
    const { headers, body } = batchRequest({
      tasks: { ok: null, failed: null, other: null, 'a/b': null },
      groups: { g: null, h: null },
    });
    const granted = await bearer({ tasks: ['ok'], groups: ['g'], access: ['status'] });
    const answer = JSON.parse(
      (await app.send('POST', '/celery/v1/status/', { headers: { ...headers, ...granted }, body })).body,
    );
    expect(answer.tasks).toMatchObject({
      ok: { result: null, known: true },
      failed: { result: null, exc: null, traceback: null },
    });
    expect(answer.groups).toMatchObject({ g: { counts: { SUCCESS: 1, FAILURE: 1 } } });
    const forbidden = {
      type: 'urn:celery-results:problem:forbidden',
      title: 'Access denied',
      status: 403,
    };
    expect(answer.errors).toEqual({ other: forbidden, h: forbidden, 'a/b': expect.objectContaining({ status: 400 }) });
  });
});
