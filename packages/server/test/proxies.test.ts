import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundOrSkip, freePort, type Listening, startServer } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isInstalled } from './is-installed.ts';
import { type RawClient, rawClient } from './raw-http.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { batchRequest } from './serve-app.ts';

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
  timeout connect 1s
  timeout client 10s
  timeout server 10s
${block}
frontend http
  bind 127.0.0.1:${port}
  default_backend celery_results
`,
  },
];

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
  const send: RawClient['send'] = (...request) => client?.send(...request) ?? fail();

  beforeAll(async () => {
    results = await createResultsFile();
    results.task('ok', { result: '1' });
    results.task('ß.-_', { result: '2' });
    servers = await Promise.all([1, 2].map(() => startServer({ store: results.url, args: ['--drain-delay', '3'] })));
    folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
    const port = await freePort();
    const file = join(folder, 'proxy.conf');
    await writeFile(file, proxy.file(await block(proxy.name, servers), { port, folder }));
    child = spawn(proxy.name, [...proxy.args(file)], { stdio: 'ignore' });
    await listening(port);
    client = rawClient(`http://127.0.0.1:${port}`);
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

  it('get paths, queries and entity tags as they were sent', async () => {
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

  it('answer a batch each, without sessions that stick', async () => {
    const first = await send('POST', '/celery/v1/status/', batchRequest({ tasks: { ok: null } }));
    const { etag } = JSON.parse(first.body).tasks.ok;
    for (let round = 0; round < 4; round += 1) {
      const next = await send('POST', '/celery/v1/status/', batchRequest({ tasks: { ok: etag } }));
      expect(JSON.parse(next.body)).toMatchObject({ tasks: {}, unchanged: ['ok'] });
    }
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
    { timeout: 10_000 },
  );
}
