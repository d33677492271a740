import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { foundOrSkip, freePort } from '@celery-results/testing';
import type { BenchServer, ServerName, StartOptions } from './bench-server.ts';
import { startOurs } from './ours.ts';

// Two processes of our server behind a proxy, with the configuration of docs/deploying.md.

const GUIDE = new URL('../../../docs/deploying.md', import.meta.url);
/** Time for a proxy to answer its first request. */
const START_TIMEOUT_MS = 10_000;

interface Proxy {
  readonly program: 'nginx' | 'haproxy';
  readonly name: ServerName;
  readonly args: (file: string) => readonly string[];
  /** Completes the guide's block to a configuration file. */
  readonly configuration: (block: string, at: { readonly port: number; readonly folder: string }) => string;
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export const NGINX: Proxy = {
  program: 'nginx',
  name: 'ours ×2, nginx',
  args: (file) => ['-c', file, '-e', 'stderr'],
  configuration: (block, { port, folder }) =>
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr; events {}
     http { access_log off; ${TEMPORARY.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
     ${block.replace('listen 80;', `listen 127.0.0.1:${port};`)} }`,
};

export const HAPROXY: Proxy = {
  program: 'haproxy',
  name: 'ours ×2, HAProxy',
  args: (file) => ['-db', '-f', file],
  configuration: (block, { port }) =>
    `defaults
  mode http
  timeout connect 1s
  timeout client 30s
  timeout server 30s
${block}
frontend http
  bind 127.0.0.1:${port}
  default_backend celery_results
`,
};

/** Starts two servers and the proxy. Where it is not installed, prints a `SKIPPED:` line and returns undefined. */
export async function startBehindProxy(proxy: Proxy, options: StartOptions): Promise<BenchServer | undefined> {
  if (foundOrSkip(await isInstalled(proxy.program), `${proxy.program} is not installed`) === undefined)
    return undefined;
  const servers = await Promise.all([startOurs(options), startOurs(options)]);
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-bench-'));
  const port = await freePort();
  const file = join(folder, 'proxy.conf');
  await writeFile(file, proxy.configuration(await readGuideBlock(proxy, servers), { port, folder }));
  const child = spawn(proxy.program, [...proxy.args(file)], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, { recursive: true });
  };
  const origin = `http://127.0.0.1:${port}`;
  try {
    await waitForAnswer(`${origin}/celery/task/status/none/`);
  } catch (error) {
    await stop();
    throw error;
  }
  const pids = [...servers.flatMap((server) => server.pids), ...(child.pid === undefined ? [] : [child.pid])];
  return { name: proxy.name, origin, pids, role: 'tasks', stop };
}

async function isInstalled(program: string): Promise<true | undefined> {
  return promisify(execFile)(program, ['-v']).then(
    () => true,
    () => undefined,
  );
}

/** Reads the guide's block for this proxy, and replaces its addresses by those of the servers. */
async function readGuideBlock({ program }: Proxy, servers: readonly BenchServer[]): Promise<string> {
  const [, text = ''] = new RegExp(`\`\`\`${program}\\n([\\s\\S]*?)\`\`\``).exec(await readFile(GUIDE, 'utf8')) ?? [];
  return servers.reduce((sum, { origin }, at) => sum.replace(`127.0.0.1:${8787 + at}`, new URL(origin).host), text);
}

/** Resolves once the proxy listens and reaches a server. */
async function waitForAnswer(url: string): Promise<void> {
  const until = performance.now() + START_TIMEOUT_MS;
  for (;;) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    if (performance.now() > until) throw new Error(`${url} does not answer (${status})`);
    await pause(50);
  }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
