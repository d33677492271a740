import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from '../../../test/open-test-store.ts';
import { type RawAnswer, type RawClient, rawClient } from '../../../test/raw-http.ts';
import { createResultsFile, type ResultsFile } from '../../../test/results-file.ts';
import type { OpenedStore } from '../../stores/store.ts';
import { createApp } from '../create-app.ts';
import { createReadiness, type Readiness } from '../health/readiness.ts';

let results: ResultsFile;
let store: OpenedStore;
let readiness: Readiness;
/** Clients for three ways: the fast path, Koa because of a header, and Koa because of a surrounding app. */
const clients: RawClient[] = [];
const closing: (() => void)[] = [];
/** Receives every response before other listeners. */
let watching: (response: ServerResponse) => void = () => {};

beforeAll(async () => {
  results = await createResultsFile();
  results.task('a', { result: '{"n": 1}' });
  results.task('failed', { status: 'FAILURE', result: '{"exc_type": "E", "exc_message": ["no"], "exc_module": "m"}' });
  results.task('medium', { result: `"${'x'.repeat(50_000)}"` });
  results.task('large', { result: `"${'x'.repeat(2_000_000)}"` });
  results.group('g', '[["g", null], [[["a", null], null]]]');
  store = await openTestStore(results.url);
  readiness = createReadiness(store);
  const operations = { readiness };
  for (const options of [{ operations }, { operations, allowOrigins: ['https://shop.example'] }, {}]) {
    const server = createServer(createApp({ store, ...options }).callback()).listen(0, '127.0.0.1');
    server.prependListener('request', (_request, response) => watching(response));
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const client = rawClient(`http://127.0.0.1:${port}`, '/celery/v1/openapi.json');
    clients.push(client);
    closing.push(() => {
      client.close();
      server.close();
    });
  }
});
afterAll(async () => {
  for (const close of closing) close();
  await store.close();
  await results.remove();
});

const PATHS = [
  'task/status/a/',
  'a/done/',
  'task/status/failed/',
  'task/status/unknown/',
  'task/status/medium/',
  'task/status/large/',
  'group/status/g/',
  'group/status/unknown/',
  'task/status/a',
  'nowhere/',
];

/** Returns the parts of an answer that are equal in repeated answers. */
function shown({ status, body, headers }: RawAnswer): object {
  const { date: _date, 'x-request-id': id, vary = '', ...others } = headers;
  const varies = vary.split(', ').filter((name) => name !== '' && name !== 'Origin');
  return { status, body, hasId: id !== undefined, varies, ...others, 'access-control-allow-origin': undefined };
}

describe('an answer', () => {
  it.each(PATHS)('is the same on the fast path and through Koa: %s', async (path) => {
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'DELETE']) {
      const answers = await Promise.all(clients.map((client) => client.send(method, `/celery/${path}`)));
      const [past, ...byKoa] = answers.map(shown);
      for (const answer of byKoa) expect([method, answer]).toEqual([method, past]);
      const headers = { 'If-None-Match': answers[0]?.headers.etag ?? '"none"' };
      const again = await Promise.all(clients.map((client) => client.send(method, `/celery/${path}`, { headers })));
      const [pastAgain, ...byKoaAgain] = again.map(shown);
      for (const answer of byKoaAgain) expect([method, answer]).toEqual([method, pastAgain]);
    }
  });

  it('has listeners only if Koa sends it', async () => {
    const listeners = async (path: string): Promise<number> => {
      let heard = 0;
      watching = (response) => {
        const { end } = response;
        response.end = (...args: unknown[]) => {
          heard = response.listenerCount('finish');
          return Reflect.apply(end, response, args);
        };
      };
      await clients[0]?.send('GET', `/celery/${path}`);
      watching = () => {};
      return heard;
    };
    // the listener of Node
    expect(await listeners('task/status/a/')).toBe(1);
    // also Koa's listener, which proves that the test can detect it
    expect(await listeners('nowhere/')).toBeGreaterThan(1);
  });

  it('keeps its connection, and closes it when the server drains', async () => {
    const connection = async (): Promise<string | undefined> =>
      (await clients[0]?.send('GET', '/celery/a/done/'))?.headers.connection;
    expect(await connection()).toBe('keep-alive');
    readiness.drain();
    expect(await connection()).toBe('close');
  });
});
