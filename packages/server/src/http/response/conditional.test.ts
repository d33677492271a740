import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from '../../../test/open-test-store.ts';
import type { RawAnswer } from '../../../test/raw-http.ts';
import { createResultsFile, type ResultsFile } from '../../../test/results-file.ts';
import { type ServedApp, serveApp } from '../../../test/serve-app.ts';
import type { OpenedStore } from '../../stores/store.ts';

let results: ResultsFile;
let store: OpenedStore;
let app: ServedApp;

beforeAll(async () => {
  results = await createResultsFile();
  results.task('a', { status: 'STARTED' });
  results.task('b', { status: 'STARTED' });
  results.task('large', { result: `"${'x'.repeat(3_000_000)}"` });
  results.group('g', '[["g", null], [[["a", null], null]]]');
  store = await openTestStore(results.url);
  app = await serveApp({ store });
});
afterAll(async () => {
  app.close();
  await store.close();
  await results.remove();
});

const get = (path: string, ifNoneMatch?: string, method = 'GET'): Promise<RawAnswer> =>
  app.send(method, `/celery/${path}`, ifNoneMatch === undefined ? {} : { headers: { 'If-None-Match': ifNoneMatch } });
const etagOf = (answer: RawAnswer): string => answer.headers.etag ?? '';

describe('a conditional read', () => {
  it.each(['task/status/a/', 'a/done/', 'group/status/g/', 'g/group/done/', 'task/status/large/', 'v1/openapi.json'])(
    'of %s gets 304 and the same headers if the body is known',
    async (path) => {
      const first = await get(path);
      expect(etagOf(first)).toMatch(/^"[\w-]{16}"$/);
      for (const method of ['GET', 'HEAD']) {
        const again = await get(path, etagOf(first), method);
        expect([again.status, again.body, again.contentType]).toEqual([304, '', undefined]);
        for (const name of ['etag', 'cache-control', 'vary', 'link'])
          expect([name, again.headers[name]]).toEqual([name, first.headers[name]]);
        expect(again.headers).toMatchObject({ 'cache-control': 'private, no-cache' });
      }
    },
  );

  it('compares weakly and in lists, and matches * with every body', async () => {
    const tag = etagOf(await get('task/status/a/'));
    for (const header of [`W/${tag}`, `"other", ${tag}`, `W/"a,b",${tag},"c"`, '*', ' * '])
      expect([header, (await get('task/status/a/', header)).status]).toEqual([header, 304]);
    for (const header of ['"other"', '', tag.slice(1, -1), `"${tag.slice(1, 9)}"`, '"*"', '"', 'W/'])
      expect([header, (await get('task/status/a/', header)).status]).toEqual([header, 200]);
  });

  it('gets 304 even with Cache-Control: no-cache, which browsers add', async () => {
    const tag = etagOf(await get('task/status/a/'));
    const headers = { 'If-None-Match': tag, 'Cache-Control': 'no-cache', Pragma: 'no-cache' };
    expect((await app.send('GET', '/celery/task/status/a/', { headers })).status).toBe(304);
  });

  it('gets the whole body after a change, and each URL has its own tag', async () => {
    const paths = ['task/status/b/', 'task/done/b/', 'task/status/a/', 'task/done/a/'];
    const tags = await Promise.all(paths.map(async (path) => etagOf(await get(path))));
    expect(new Set(tags).size).toBe(4);
    results.setState('b', 'SUCCESS');
    expect((await get('task/status/b/', tags[0])).status).toBe(200);
    expect((await get('task/done/b/', tags[1])).status).toBe(200);
    expect((await get('task/status/a/', tags[2])).status).toBe(304);
  });

  it('gets no tag with a problem, or by OPTIONS', async () => {
    const unknown = await get('group/status/unknown/', '*');
    expect([unknown.status, unknown.headers.etag, unknown.headers['cache-control']]).toEqual([
      404,
      undefined,
      'no-store',
    ]);
    const options = await get('task/status/a/', '*', 'OPTIONS');
    expect([options.status, options.headers.etag, options.headers['cache-control']]).toEqual([
      200,
      undefined,
      'no-store',
    ]);
  });
});
