import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from '../../test/open-test-store.ts';
import { type RawAnswer, rawClient } from '../../test/raw-http.ts';
import { createResultsFile, type ResultsFile } from '../../test/results-file.ts';
import { type ServedApp, serveApp } from '../../test/serve-app.ts';
import { StoreUnavailable } from '../problems/errors.ts';
import type { OpenedStore } from '../stores/store.ts';
import type { AppOptions } from './options.ts';

let results: ResultsFile;
let store: OpenedStore;
const lines: object[] = [];
const apps: ServedApp[] = [];
const withTasks = (tasks: OpenedStore['results']['tasks']): OpenedStore => ({
  ...store,
  results: { ...store.results, tasks },
});
const log = {
  debug: () => {},
  info: (fields: object) => lines.push(fields),
  error: (fields: object) => lines.push(fields),
};

beforeAll(async () => {
  results = await createResultsFile();
  results.task('ok', { result: '{"b": 1.0, "a": [18446744073709551616]}' });
  results.task('failed', {
    status: 'FAILURE',
    result: '{"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"}',
    traceback: 'tb',
  });
  results.task('secret', { result: '{"password": hunter2' });
  results.task('bytes', { result: '{"__type__": "base64", "__value__": "/wA="}' });
  results.group('g', '[["g", null], [[["ok", null], null], [["failed", null], null], [["nobody", null], null]]]');
  results.group('nested', '[["nested", null], [[["inner", null], [[["ok", null], null]]], [["ok", null], null]]]');
  results.group('unreadable', '[["unreadable", null], [[["ok", null], null], [["secret", null], null]]]');
  store = await openTestStore(results.url);
});
afterAll(async () => {
  for (const app of apps) app.close();
  await store.close();
  await results.remove();
});

async function serve(
  options: Partial<AppOptions> = {},
): Promise<(path: string, method?: string) => Promise<RawAnswer>> {
  const app = await serveApp({ store, log, ...options });
  apps.push(app);
  return (path, method = 'GET') => app.send(method, path);
}

describe('the app', () => {
  it('answers the same below several base paths, with URLs of the requested one', async () => {
    const app = await serveApp({ store, basePath: ['/task/', '/djcelery/', '/'] });
    apps.push(app);
    // each document describes one of the paths
    const { send, close } = rawClient(`http://127.0.0.1:${app.port}`, null);
    for (const basePath of ['/task/', '/djcelery/', '/']) {
      const status = await send('GET', `${basePath}task/status/ok/`);
      const links = [
        `<${basePath}v1/>; rel="urn:celery-results:v1"`,
        `<${basePath}v1/events/>; rel="urn:celery-results:events"`,
      ];
      expect([status.status, status.headers['link']]).toEqual([200, links.join(', ')]);
      expect((await send('GET', `${basePath}ok/done/`)).body).toBe('{"task": {"id": "ok", "executed": true}}');
      expect((await send('GET', `${basePath}task/done/ok`)).location).toBe(`${basePath}task/done/ok/`);
      const document = JSON.parse((await send('GET', `${basePath}v1/openapi.json`)).body);
      expect(document.servers).toEqual([{ url: basePath === '/' ? '/' : basePath.slice(0, -1) }]);
    }
    expect((await send('GET', '/celery/task/status/ok/')).status).toBe(404);
    close();
  });

  it('answers the four views under both forms of URL', async () => {
    const ask = await serve();
    const answers = {
      '/celery/task/status/ok/':
        '{"task": {"id": "ok", "status": "SUCCESS", "result": {"b": 1.0, "a": [18446744073709551616]}}}',
      '/celery/ok/status/':
        '{"task": {"id": "ok", "status": "SUCCESS", "result": {"b": 1.0, "a": [18446744073709551616]}}}',
      '/celery/task/status/failed/':
        '{"task": {"id": "failed", "status": "FAILURE", "result": "ValueError(\'no\')", ' +
        '"exc": "builtins.ValueError", "traceback": "tb"}}',
      '/celery/task/status/caf%C3%A9/': '{"task": {"id": "caf\\u00e9", "status": "PENDING", "result": null}}',
      '/celery/task/done/ok/': '{"task": {"id": "ok", "executed": true}}',
      '/celery/nobody/done/': '{"task": {"id": "nobody", "executed": false}}',
      '/celery/group/done/g/':
        '{"group": {"id": "g", "results": [{"id": "ok", "executed": true}, {"id": "failed", "executed": false}, ' +
        '{"id": "nobody", "executed": false}]}}',
      '/celery/group/done/unknown/': '{"group": {"id": "unknown", "results": []}}',
    };
    for (const [path, body] of Object.entries(answers)) {
      const answer = await ask(path);
      expect([path, answer.status, answer.headers['content-type'], answer.body]).toEqual([
        path,
        200,
        'application/json',
        body,
      ]);
    }
  });

  it('answers groups for which Django answers 500: a failed member, a nested group', async () => {
    const ask = await serve();
    expect((await ask('/celery/group/status/g/')).body).toBe(
      '{"group": {"id": "g", "results": [{"result": {"b": 1.0, "a": [18446744073709551616]}, "status": "SUCCESS"}, ' +
        '{"result": "ValueError(\'no\')", "status": "FAILURE"}, {"result": null, "status": "PENDING"}]}}',
    );
    expect(JSON.parse((await ask('/celery/group/status/nested/')).body).group.results).toHaveLength(2);
  });

  it('answers a problem for a row that cannot be shown, without its content', async () => {
    const ask = await serve();
    const cases = [
      { path: '/celery/group/status/unknown/', status: 404, type: 'unknown-group' },
      { path: '/celery/task/status/secret/', status: 502, type: 'unreadable-result' },
      { path: '/celery/task/done/secret/', status: 502, type: 'unreadable-result' },
      { path: '/celery/task/status/bytes/', status: 502, type: 'unreadable-result' },
      { path: '/celery/group/status/unreadable/', status: 502, type: 'unreadable-result' },
    ];
    for (const { path, status, type } of cases) {
      const answer = await ask(path);
      expect([path, answer.status, answer.headers['content-type']]).toEqual([path, status, 'application/problem+json']);
      expect(JSON.parse(answer.body)).toMatchObject({ type: `urn:celery-results:problem:${type}`, status });
      expect(answer.body).not.toContain('hunter2');
    }
    expect(JSON.parse((await ask('/celery/group/status/unreadable/')).body)).toMatchObject({
      id: 'secret',
      encoding: 'json',
      column: 'result',
    });
    expect((await ask('/celery/task/done/bytes/')).body).toBe('{"task": {"id": "bytes", "executed": true}}');
  });

  it('gives HEAD the headers of GET, and OPTIONS its body: vector route-methods', async () => {
    const ask = await serve();
    const [get, head, options] = [
      await ask('/celery/ok/done/'),
      await ask('/celery/ok/done/', 'HEAD'),
      await ask('/celery/ok/done/', 'OPTIONS'),
    ];
    expect(head.body).toBe('');
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect(options.body).toBe(get.body);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])('refuses %s and sends Allow', async (method) => {
    const answer = await (await serve())('/celery/task/status/ok/', method);
    expect([answer.status, answer.headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('names the URL of the batch in every answer of the four views', async () => {
    const ask = await serve({ basePath: '/a/b/' });
    const link = '</a/b/v1/>; rel="urn:celery-results:v1", </a/b/v1/events/>; rel="urn:celery-results:events"';
    for (const { path, status } of [
      { path: '/a/b/task/status/ok/', status: 200 },
      { path: '/a/b/ok/done/', status: 200 },
      { path: '/a/b/group/status/unknown/', status: 404 },
      { path: '/a/b/task/status/secret/', status: 502 },
    ]) {
      const answer = await ask(path);
      expect([path, answer.status, answer.headers['link']]).toEqual([path, status, link]);
    }
    expect((await ask('/a/b/nothing/at/all/')).headers).not.toHaveProperty('link');
  });

  it('redirects a path without its slash, unless configured otherwise', async () => {
    const answer = await (await serve())('/celery/task/status/caf%c3%a9?x=%7B&y="', 'POST');
    expect([answer.status, answer.headers['location']]).toEqual([301, '/celery/task/status/caf%C3%A9/?x=%7B&y=%22']);
    expect((await (await serve({ appendSlash: false }))('/celery/task/status/ok')).status).toBe(404);
  });

  it('serves below another base path, and without ID-first URLs', async () => {
    const ask = await serve({ basePath: '/a.b/', idFirst: false });
    expect((await ask('/a.b/task/done/ok/')).status).toBe(200);
    for (const path of ['/aXb/task/done/ok/', '/a.b/ok/done/', '/celery/task/done/ok/', '/'])
      expect((await ask(path)).status).toBe(404);
  });

  it('sets safe headers on every answer', async () => {
    const ask = await serve();
    for (const path of ['/celery/ok/done/', '/celery/group/status/unknown/', '/nothing/', '/celery/ok/done'])
      expect((await ask(path)).headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': path.endsWith('/ok/done/') ? 'private, no-cache' : 'no-store',
      });
  });

  it('answers 503 with Retry-After for an unavailable store, and a bare 500 for an unexpected error', async () => {
    const away = withTasks(() => Promise.reject(new StoreUnavailable('gone')));
    const down = await (await serve({ store: away }))('/celery/ok/status/');
    expect([down.status, down.headers['retry-after']]).toEqual([503, '2']);
    const broken = withTasks(() => Promise.reject(new Error('SELECT secret')));
    const failed = await (await serve({ store: broken }))('/celery/ok/status/');
    expect(failed.status).toBe(500);
    expect(failed.body).not.toContain('secret');
  });

  it('logs one line per request, without id and query', async () => {
    const ask = await serve();
    lines.length = 0;
    await ask('/celery/task/status/ok/?token=hunter2');
    await ask('/nothing/');
    expect(lines).toMatchObject([
      { method: 'GET', route: 'celery-task_status', status: 200 },
      { method: 'GET', route: 'unmatched', status: 404 },
    ]);
    // the letters cannot come from a request id
    expect(JSON.stringify(lines)).not.toMatch(/hunter2|ok/);
  });
});
