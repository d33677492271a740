import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from '../../../test/open-test-store.ts';
import { createResultsFile, type ResultsFile } from '../../../test/results-file.ts';
import { batchRequest, type ServedApp, serveApp } from '../../../test/serve-app.ts';
import type { OpenedStore } from '../../stores/store.ts';

/** Invalid requests for a batch: each is refused with its problem, before the store is read. */

let results: ResultsFile;
let store: OpenedStore;
let app: ServedApp;
const reads: unknown[] = [];
const logged: object[] = [];

beforeAll(async () => {
  results = await createResultsFile();
  store = await openTestStore(results.url);
  const tasks: OpenedStore['results']['tasks'] = (ids) => {
    reads.push(ids);
    return store.results.tasks(ids);
  };
  const log = { debug: () => {}, info: () => {}, error: (fields: object) => logged.push(fields) };
  app = await serveApp({ store: { ...store, results: { ...store.results, tasks } }, log });
});
afterAll(async () => {
  app.close();
  await store.close();
  await results.remove();
});

const PATH = '/celery/v1/status/';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const ids = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, at) => [`i${at}`, null]));

async function refusal(body: string | Buffer, headers: Readonly<Record<string, string>> = JSON_TYPE, path = PATH) {
  reads.length = 0;
  const answer = await app.send('POST', path, { headers, body });
  expect([answer.contentType, reads.length, answer.headers['cache-control']]).toEqual([
    'application/problem+json',
    0,
    'no-store',
  ]);
  expect(answer.body.length).toBeLessThan(1_000);
  const problem: Record<string, unknown> = JSON.parse(answer.body);
  expect(problem['status']).toBe(answer.status);
  return { ...problem, type: String(problem['type']).replace('urn:celery-results:problem:', '') };
}

describe('a batch whose body is not JSON', () => {
  it.each<{ readonly title: string; readonly body: string | Buffer }>([
    { title: 'nothing', body: '' },
    { title: 'incomplete text', body: '{"tasks": {"a": null}' },
    { title: 'NaN', body: '{"tasks": {"a": NaN}}' },
    { title: 'single quotes', body: "{'tasks': {}}" },
    { title: 'two values', body: '{} {}' },
    { title: 'invalid UTF-8', body: Buffer.from('7b22ff22207d', 'hex') },
    { title: 'UTF-16', body: Buffer.from('{}', 'utf16le') },
    { title: 'a form', body: 'tasks=a&tasks=b' },
  ])('is refused: $title', async ({ body }) => {
    expect(await refusal(body)).toMatchObject({ type: 'invalid-json', status: 400 });
  });

  it('is refused without quoting the body', async () => {
    expect(JSON.stringify(await refusal('{"password": hunter2'))).not.toContain('hunter2');
  });
});

describe('a batch of another shape', () => {
  it.each([
    { body: 'null', pointer: '' },
    { body: '[]', pointer: '' },
    { body: '5', pointer: '' },
    { body: '"tasks"', pointer: '' },
    { body: `${'['.repeat(100_000)}${']'.repeat(100_000)}`, pointer: '' },
    { body: '{"tasks": ["a"]}', pointer: '/tasks' },
    { body: '{"groups": null}', pointer: '/groups' },
    { body: '{"tasks": {"a": 5}}', pointer: '/tasks/a' },
    { body: '{"tasks": {"a": {"b": null}}}', pointer: '/tasks/a' },
    { body: '{"groups": {"a/b~c": true}}', pointer: '/groups/a~1b~0c' },
    { body: '{"task": {}}', pointer: '/task' },
    { body: '{"tasks": {}, "__proto__": {}}', pointer: '/__proto__' },
    { body: '{"tasks": {"a": null}, "groups": {"a": null}}', pointer: '/groups/a' },
    { body: '{"tasks": {"\\ud800": 1}}', pointer: '/tasks/\ufffd' },
  ])('is refused with a pointer to the place: $body', async ({ body, pointer }) => {
    expect(await refusal(body)).toMatchObject({ type: 'invalid-body', status: 400, pointer });
  });

  it('is refused with a short pointer for a very long path', async () => {
    expect(await refusal(`{"${'x'.repeat(200_000)}": 1}`)).toMatchObject({ type: 'invalid-body' });
  });

  it('is refused with more than a thousand ids of tasks and groups', async () => {
    expect(await refusal(JSON.stringify({ tasks: ids(1_001) }))).toMatchObject({ type: 'too-many-ids', status: 400 });
    const halves = { tasks: ids(600), groups: Object.fromEntries(Object.keys(ids(401)).map((id) => [`g${id}`, null])) };
    expect(await refusal(JSON.stringify(halves))).toMatchObject({ type: 'too-many-ids' });
  });

  it('uses the last value of a duplicate key', async () => {
    const body = '{"tasks": {"a": 5, "a": null}, "tasks": {"b": 5, "b": null}}';
    const answer = await app.send('POST', PATH, { headers: JSON_TYPE, body });
    expect(Object.keys(JSON.parse(answer.body).tasks)).toEqual(['b']);
  });
});

describe('a batch with other headers or methods', () => {
  it.each<{ readonly title: string; readonly headers: Record<string, string> }>([
    { title: 'no type', headers: {} },
    { title: 'a form', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
    { title: 'text, which needs no preflight', headers: { 'Content-Type': 'text/plain' } },
    { title: 'a type that only begins with the JSON type', headers: { 'Content-Type': 'application/json5' } },
    { title: 'an encoding', headers: { ...JSON_TYPE, 'Content-Encoding': 'gzip' } },
  ])('is refused with 415: $title', async ({ headers }) => {
    expect(await refusal('{}', headers)).toMatchObject({ type: 'unsupported-media-type', status: 415 });
  });

  it('is accepted with parameters of the type, in any case', async () => {
    const headers = { 'Content-Type': 'Application/JSON ; charset=UTF-8' };
    expect((await app.send('POST', PATH, { headers, body: '{}' })).status).toBe(200);
  });

  it('is refused with a parameter in the query', async () => {
    expect(await refusal('{}', JSON_TYPE, `${PATH}?ids=a&x`)).toMatchObject({
      type: 'unknown-parameter',
      parameter: 'ids',
    });
    const openapi = await app.send('GET', '/celery/v1/openapi.json?pretty');
    expect(JSON.parse(openapi.body)).toMatchObject({ status: 400, parameter: 'pretty' });
    expect((await app.send('POST', `${PATH}?`, batchRequest({}))).status).toBe(200);
  });

  it('gets 405 and Allow for another method', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect(await app.send(method, PATH)).toMatchObject({ status: 405, allow: 'GET, HEAD, OPTIONS, POST' });
    expect(await app.send('POST', '/celery/v1/openapi.json')).toMatchObject({ status: 405, allow: 'GET, HEAD' });
    const nounFirst = await serveApp({ store, idFirst: false });
    expect(await nounFirst.send('GET', PATH)).toMatchObject({ status: 405, allow: 'POST' });
    nounFirst.close();
  });

  it('leaves GET to the task with the id v1, as in Django', async () => {
    expect((await app.send('GET', PATH)).body).toBe('{"task": {"id": "v1", "status": "PENDING", "result": null}}');
  });
});

describe('a batch that is too large', () => {
  const text = (bytes: number): string => `{"tasks": {}}${' '.repeat(bytes - 13)}`;

  it('is refused above 256 KiB, with a length and without one', async () => {
    expect((await app.send('POST', PATH, { headers: JSON_TYPE, body: text(256 * 1024) })).status).toBe(200);
    expect(await refusal(text(256 * 1024 + 1))).toMatchObject({ type: 'body-too-large', status: 413 });
    const chunked = await sendRaw(app.port, (write) => {
      write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`);
      for (let at = 0; at < 5; at += 1) write(`10000\r\n${' '.repeat(0x10000)}\r\n`);
    });
    expect(chunked).toMatch(/^HTTP\/1.1 413 [\s\S]*connection: close[\s\S]*body-too-large/i);
  });

  it('is refused before the client sends it', async () => {
    const answer = await sendRaw(app.port, (write) =>
      write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n`),
    );
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
  });

  it('causes no server error when the client disconnects', async () => {
    logged.length = 0;
    const socket = connect(app.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"ta`,
    );
    // the answer to another request shows that this one has begun
    await app.send('GET', '/celery/a/done/');
    socket.destroy();
    await once(socket, 'close');
    await app.send('GET', '/celery/a/done/');
    expect(logged).toEqual([]);
  });
});

/** Returns all received data when the server has closed the connection. */
async function sendRaw(port: number, send: (write: (text: string) => void) => void): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text) => {
    answer += text;
  });
  await once(socket, 'connect');
  send((part) => socket.write(part));
  await once(socket, 'close');
  return answer;
}
