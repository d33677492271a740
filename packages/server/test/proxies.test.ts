import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundOrSkip, freePort, type Listening, startServer } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isInstalled } from './is-installed.ts';
import { type RawAnswer, type RawClient, type RawRequest, rawClient } from './raw-http.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { batchRequest } from './serve-app.ts';
import { bearer, KEY, OTHER_KEY } from './tokens.ts';

/** The proxies of docs/deploying.md, word for word, before two servers. */

const GUIDE = new URL('../../../docs/deploying.md', import.meta.url);

interface Proxy {
  readonly name: string;
  readonly args: (file: string) => readonly string[];
  /** The guide's block within a file that the proxy can be started with. */
  readonly file: (block: string, at: { readonly port: number; readonly folder: string }) => string;
}

const PROXIES: readonly Proxy[] = [
  {
    name: 'nginx',
    args: (file) => ['-c', file, '-e', 'stderr'],
    file: (block, { port, folder }) =>
      `daemon off; master_process off; pid ${folder}/pid; error_log stderr; events {}
       http { access_log off; ${TEMPORARY.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
       ${block.replace('listen 80;', `listen 127.0.0.1:${port};`)} }`,
  },
  {
    name: 'haproxy',
    args: (file) => ['-db', '-f', file],
    file: (block, { port }) =>
      `defaults
  mode http
  timeout connect 60s
  timeout client 60s
  timeout server 60s
${block}
frontend http
  bind 127.0.0.1:${port}
  default_backend celery_results
`,
  },
];

/** Tasks that are stored, each with its place as the result. */
const IDS = ['ok', 'ß.-_'];

/** A cookie that holds a token. */
const COOKIE = '__Secure-celery';

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

for (const proxy of PROXIES) {
  const program = foundOrSkip(await isInstalled(proxy.name, '-v'), `${proxy.name} is not installed`);
  describe.skipIf(program === undefined)(`two servers behind ${proxy.name}`, () => hold(proxy));
}

function hold(proxy: Proxy): void {
  let results: ResultsFile;
  let servers: readonly Listening[];
  let folder: string;
  let child: ChildProcess;
  let client: RawClient | undefined;
  let requests = 0;
  let token: Readonly<Record<string, string>>;
  let origin: string;
  const send: RawClient['send'] = (method, path, { headers = {}, ...rest } = {}) =>
    client?.send(method, path, { headers: { ...token, ...headers }, ...rest }) ?? fail();

  /** Sends requests one after the other, until both servers have answered twice. @returns all answers */
  async function askBoth(
    method: string,
    path: string,
    request: (before: RawAnswer | undefined) => RawRequest,
  ): Promise<readonly RawAnswer[]> {
    const answers: RawAnswer[] = [];
    const times = servers.map(() => 0);
    while (times.some((count) => count < 2)) {
      expect(answers.length, 'requests until both servers have answered twice').toBeLessThan(40);
      const id = `${path.length}-${requests++}`;
      const { headers = {}, ...rest } = request(answers.at(-1));
      answers.push(await send(method, path, { headers: { ...headers, 'X-Request-Id': id }, ...rest }));
      const by = await vi.waitUntil(() => servers.findIndex((one) => one.output().includes(`"id":"${id}"`)) + 1, {
        timeout: 60_000,
      });
      times[by - 1] = (times[by - 1] ?? 0) + 1;
    }
    return answers;
  }

  beforeAll(async () => {
    results = await createResultsFile();
    for (const [index, id] of IDS.entries()) results.task(id, { result: String(index + 1) });
    const env = {
      CELERY_RESULTS_AUTH: 'jwt',
      CELERY_RESULTS_AUTH_KEY: KEY,
      CELERY_RESULTS_AUTH_COOKIE: COOKIE,
    };
    servers = await Promise.all(
      [1, 2].map(() => startServer({ store: results.url, args: ['--drain-delay', '3'], env })),
    );
    token = await bearer({ tasks: IDS });
    folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
    const port = await freePort();
    const file = join(folder, 'proxy.conf');
    await writeFile(file, proxy.file(await block(proxy.name, servers), { port, folder }));
    child = spawn(proxy.name, [...proxy.args(file)], { stdio: 'ignore' });
    await listening(port);
    origin = `http://127.0.0.1:${port}`;
    client = rawClient(origin, '/celery/v1/openapi.json', token);
    // a proxy may have found a server slow, and asks it again after its own time
    await vi.waitUntil(async () => (await send('GET', '/celery/task/status/ok/')).status === 200, { timeout: 60_000 });
  });
  afterAll(async () => {
    client?.close();
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
    for (const server of servers) await server.stop();
    await rm(folder, { recursive: true });
    await results.remove();
  });

  it('receive paths, queries and entity tags unchanged', async () => {
    const { body, headers } = await send('GET', '/celery/task/status/%C3%9F.%2D_/');
    expect(JSON.parse(body)).toEqual({ task: { id: 'ß.-_', status: 'SUCCESS', result: 2 } });
    for (let round = 0; round < 4; round += 1) {
      // whichever server answers: the tag is one of the bytes
      const known = { headers: { 'If-None-Match': String(headers.etag) } };
      expect((await send('GET', '/celery/task/status/%C3%9F.%2D_/', known)).status).toBe(304);
    }
    expect((await send('GET', '/celery/task/status/ok?a=%2F')).location).toMatch(
      /\/celery\/task\/status\/ok\/\?a=%2F$/,
    );
    expect((await send('GET', '/celery/task/status/a%2Fb/')).status).toBe(404);
  });

  it('answer one browser in turn with the same bytes, tags and 304, without sticky sessions', async () => {
    const whole = await askBoth('GET', '/celery/task/status/ok/', () => ({}));
    expect(new Set(whole.map(({ status, body, headers }) => `${status} ${headers.etag} ${body}`)).size).toBe(1);
    expect(whole[0]).toMatchObject({ status: 200, body: '{"task": {"id": "ok", "status": "SUCCESS", "result": 1}}' });
    // each with the tag of the answer before it, which was the other one's as often as not
    const etag = String(whole[0]?.headers.etag);
    const unchanged = await askBoth('GET', '/celery/task/status/ok/', (before) => ({
      headers: { 'If-None-Match': before?.headers.etag ?? etag },
    }));
    expect(new Set(unchanged.map(({ status, headers }) => `${status} ${headers.etag}`))).toEqual(
      new Set([`304 ${etag}`]),
    );
  });

  it('accept the tags of each other in a batch', async () => {
    const whole = await askBoth('POST', '/celery/v1/status/', () => batchRequest({ tasks: { ok: null } }));
    const etags = new Set(whole.map(({ body }) => JSON.parse(body).tasks.ok.etag));
    expect(etags.size).toBe(1);
    const known = { tasks: { ok: [...etags][0] } };
    for (const { body } of await askBoth('POST', '/celery/v1/status/', () => batchRequest(known)))
      expect(JSON.parse(body)).toMatchObject({ tasks: {}, unchanged: ['ok'] });
  });

  it('take a cookie from their own pages on any port, and from no other', async () => {
    const { headers, body } = batchRequest({ tasks: { ok: null } });
    const post = async (from: string): Promise<number | undefined> => {
      const Cookie = `${COOKIE}=${token['Authorization']?.replace('Bearer ', '')}`;
      const answer = await client?.send('POST', '/celery/v1/status/', {
        headers: { ...headers, Cookie, Origin: from },
        body,
      });
      return answer?.status;
    };
    expect(await post(origin)).toBe(200);
    expect(await post('http://127.0.0.1')).toBe(403);
  });

  it('grant and refuse the same to a token', async () => {
    const refused = await askBoth('GET', '/celery/task/status/other/', () => ({}));
    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([403]));
    const stranger = await bearer({ tasks: IDS }, OTHER_KEY);
    const rejected = await askBoth('GET', '/celery/task/status/ok/', () => ({ headers: stranger }));
    expect(new Set(rejected.map(({ status }) => status))).toEqual(new Set([401]));
  });

  it('lose no request when one of them is stopped', async () => {
    const [first] = servers;
    let stopped = false;
    const stop = first?.stop().then(() => {
      stopped = true;
    });
    const statuses = new Map<number, number>();
    const ask = async (): Promise<void> => {
      const { status } = await send('GET', '/celery/ok/done/');
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    };
    while (!stopped) await Promise.all([ask(), ask()]);
    await stop;
    for (let round = 0; round < 20; round += 1) await ask();
    expect([...statuses.keys()]).toEqual([200]);
  });
}

function fail(): never {
  throw new Error('the proxy does not run');
}

/** The guide's block of this proxy, with the addresses of these servers. */
async function block(name: string, servers: readonly Listening[]): Promise<string> {
  const [, text = ''] = new RegExp(`\`\`\`${name}\\n([\\s\\S]*?)\`\`\``).exec(await readFile(GUIDE, 'utf8')) ?? [];
  return servers.reduce((sum, { url }, at) => sum.replace(`127.0.0.1:${8787 + at}`, new URL(url).host), text);
}

/** Settles when something answers there. */
async function listening(port: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
    },
    { timeout: 60_000 },
  );
}
