import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Listening, startServer } from '@celery-results/testing';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenApiDocument } from '../src/http/openapi/document.ts';
import { type JsonServer, startJsonServer, status } from './json-server.ts';
import { type RawAnswer, rawClient } from './raw-http.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { runCommand } from './run-command.ts';
import { batchRequest } from './serve-app.ts';
import { OTHER_KEY, tokenOf } from './tokens.ts';

/** Secrets are put wherever the server could meet one, and looked for in everything that it says. */

const CANARY = 'canary';
const KEY = `${CANARY}-key-${'k'.repeat(32)}`;

let results: ResultsFile;
let folder: string;
let django: JsonServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celery-results-secrets-'));
  await writeFile(join(folder, 'short'), `${CANARY}-short`);
  django = await startJsonServer(status(500));
  results = await createResultsFile();
  results.task('ok', { result: `"${CANARY}-result"`, meta: `{"note": "${CANARY}-meta"}` });
  results.task('failed', {
    status: 'FAILURE',
    result: `{"exc_type": "${CANARY}Error", "exc_message": ["${CANARY}-message"], "exc_module": "shop"}`,
    traceback: `${CANARY}-traceback`,
  });
  results.task('broken', { result: `{"password": ${CANARY}-broken` });
  results.task('bytes', { result: '{"__type__": "base64", "__value__": "/wA="}' });
  for (const id of ['ok', 'failed', 'broken', 'bytes'])
    results.group(`${id}-group`, `[["${id}-group", null], [[["${id}", null], null]]]`);
  const database = new Database(results.file);
  database.exec(
    `UPDATE django_celery_results_taskresult
     SET task_args = '${CANARY}-args', task_kwargs = '${CANARY}-kwargs', worker = '${CANARY}-worker'`,
  );
  database.close();
});
afterAll(async () => {
  await django?.close();
  await results?.remove();
  await rm(folder, { recursive: true });
});

const IDS = ['ok', 'failed', 'broken', 'bytes', 'nobody'];

/** Asks every route of the document for every id. */
async function askEverything(server: Listening, headers: Readonly<Record<string, string>>): Promise<RawAnswer[]> {
  const client = rawClient(server.url, null);
  const paths = await pathsOfDocument();
  const answers: RawAnswer[] = [];
  for (const [template, methods] of paths) {
    for (const method of methods) {
      for (const id of IDS) {
        const path = `/celery${template.replace('{task_id}', id).replace('{group_id}', `${id}-group`)}`;
        const batch = batchRequest({ tasks: { [id]: null }, groups: { [`${id}-group`]: null } });
        const request = method === 'post' ? { ...batch, headers: { ...batch.headers, ...headers } } : { headers };
        answers.push(await client.send(method.toUpperCase(), path, request));
        answers.push(await client.send(method.toUpperCase(), `${path}?token=${CANARY}-query`, request));
      }
    }
  }
  client.close();
  return answers;
}

async function pathsOfDocument(): Promise<readonly (readonly [string, readonly string[]])[]> {
  const server = await startServer({ store: results.url });
  // a server without auth has the same routes, and tells them to everybody
  const document: OpenApiDocument = JSON.parse(await (await fetch(`${server.url}v1/openapi.json`)).text());
  await server.stop();
  return Object.entries(document.paths).map(([path, item]) => [
    path,
    Object.keys(item).filter((key) => key !== 'parameters'),
  ]);
}

function expectNoSecret(texts: readonly string[], secrets: readonly string[] = []): void {
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) for (const secret of [CANARY, ...secrets]) expect(text).not.toContain(secret);
}

const everythingOf = ({ headers, body }: RawAnswer): string => JSON.stringify(headers) + body;

describe('a secret', () => {
  it('is in no answer, no metric and no line of the log, whatever token comes', async () => {
    const args = ['--auth', 'jwt', '--auth-cookie', '__Secure-tasks', '--log-level', 'trace', '--admin-port', '0'];
    const server = await startServer({ store: results.url, args, env: { CELERY_RESULTS_AUTH_KEY: KEY } });
    const ids = { tasks: IDS, groups: IDS.map((id) => `${id}-group`) };
    const granted = await tokenOf({ ...ids, access: ['status'], sub: `${CANARY}-sub` }, KEY);
    const tokens = [
      granted,
      await tokenOf({ tasks: ['other'] }, KEY),
      await tokenOf({ ...ids, sub: `${CANARY}-sub` }, OTHER_KEY),
      await tokenOf({ ...ids, [`${CANARY}-claim`]: 1 }, KEY),
      await tokenOf({ ...ids, access: [`${CANARY}-access`] }, KEY),
      `${CANARY}-token`,
    ];
    const answers: RawAnswer[] = [];
    for (const token of tokens) {
      answers.push(
        ...(await askEverything(server, { Authorization: `Bearer ${token}`, Cookie: `a=${CANARY}-cookie` })),
      );
      answers.push(
        ...(await askEverything(server, { Cookie: `__Secure-tasks=${token}`, Origin: `https://${CANARY}` })),
      );
    }
    const [metricsUrl = ''] = /http:\S+\/metrics/.exec(server.output()) ?? [];
    const metrics = await (await fetch(metricsUrl)).text();
    expect(metrics).toContain('task_status');
    await server.stop();
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200, 400, 401, 403, 404, 502]));
    const said = [...answers.map(everythingOf), metrics, server.output()];
    expectNoSecret(
      said,
      tokens.filter((token) => token !== `${CANARY}-token`),
    );
  }, 180_000);

  it('is seen by who was granted it: the test would see one', async () => {
    const args = ['--auth', 'jwt'];
    const server = await startServer({ store: results.url, args, env: { CELERY_RESULTS_AUTH_KEY: KEY } });
    const access = ['result', 'error', 'traceback', 'args'];
    const token = await tokenOf({ tasks: IDS, access }, KEY);
    const answers = await askEverything(server, { Authorization: `Bearer ${token}` });
    await server.stop();
    const text = answers.map(everythingOf).join();
    for (const secret of ['result', 'message', 'traceback', 'worker']) expect(text).toContain(`${CANARY}-${secret}`);
    for (const secret of ['args', 'kwargs', 'meta', 'broken', 'query'])
      expect(text).not.toContain(`${CANARY}-${secret}`);
  });

  it('that a visitor has in his cookies is told to Django only', async () => {
    const args = ['--auth', 'forward', '--auth-forward-url', `${django.url}?${CANARY}`, '--log-level', 'trace'];
    const server = await startServer({ store: results.url, args });
    const answers = await askEverything(server, { Cookie: `sessionid=${CANARY}-cookie` });
    await server.stop();
    expect(django.requests[0]?.headers.cookie).toBe(`sessionid=${CANARY}-cookie`);
    expect(server.output()).toContain('the forward URL gives no valid answer about a visitor');
    expectNoSecret([...answers.map(everythingOf), server.output()]);
  });

  it.each<{ readonly title: string; readonly args: readonly string[]; readonly env: Record<string, string> }>([
    { title: 'a key that is too short', args: ['--auth', 'jwt'], env: { CELERY_RESULTS_AUTH_KEY: `${CANARY}-short` } },
    { title: 'a key file with one', args: ['--auth', 'jwt', '--auth-key-file', 'SHORT'], env: {} },
    { title: 'a key where there is none to be', args: [], env: { CELERY_RESULTS_AUTH_KEY: KEY } },
    { title: 'a key that mints nothing', args: ['token'], env: { CELERY_RESULTS_AUTH_KEY: KEY } },
    {
      title: 'a forward URL with a password',
      args: ['--auth', 'forward', '--auth-forward-url', `http://a:${CANARY}@x/`],
      env: {},
    },
    { title: 'a store with an unclear password', args: ['--store', `mysql://shop:12/34${CANARY}@db/shop`], env: {} },
    { title: 'a store with two hosts in it', args: ['--store', `postgres://shop:a@${CANARY}/b#c@db/shop`], env: {} },
    { title: 'a doctor of such a store', args: ['doctor', '--store', `mysql://shop:12/34${CANARY}@db/shop`], env: {} },
    { title: 'a store that is none', args: ['--store', `mongodb://:${CANARY}@127.0.0.1/0`], env: {} },
    {
      title: 'a password that the shell cuts',
      args: ['--store', 'mysql://a:1', `${CANARY}@127.0.0.1:1/d`],
      env: {},
    },
  ])('is not in what is said of $title', async ({ args, env }) => {
    const given = args.map((one) => (one === 'SHORT' ? join(folder, 'short') : one));
    const store = args.includes('--store') || args[0] === 'token' ? [] : ['--store', results.url];
    const { code, stdout, stderr } = await runCommand([...given, ...store], env);
    expect(code).toBeGreaterThan(0);
    expectNoSecret([stdout + stderr]);
  });

  it.each([
    `mysql://shop:12/34${CANARY}@db/shop`,
    `postgres://shop:a@${CANARY}/b#c@db/shop`,
    `postgres://shop:${CANARY}@db/shop?sslkey=${CANARY}`,
  ])('is not printed with the configuration', async (url) => {
    const { code, stdout } = await runCommand(['--store', url, '--print-config']);
    expect(code).toBe(0);
    expectNoSecret([stdout]);
  });

  it('is not in the log of a server whose store does not answer', async () => {
    const server = await startServer({ store: `postgres://a:${CANARY}@127.0.0.1:1/d` });
    await fetch(`${server.url}ok/done/`);
    await expect.poll(server.output).toContain('the store cannot be opened');
    await server.stop();
    expectNoSecret([server.output()]);
  });
});
