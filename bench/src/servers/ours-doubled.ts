import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { foundOrSkip, freePort } from '@celery-results/testing';
import type { Contestant, ContestantName, Place } from './contestant.ts';
import { startOurs } from './ours.ts';

/** Two processes of our server behind the proxies of docs/deploying.md, with the configuration that stands there. */

const GUIDE = new URL('../../../docs/deploying.md', import.meta.url);
/** Milliseconds until a proxy is given up that does not answer. */
const PATIENCE = 10_000;

interface Proxy {
  readonly program: 'nginx' | 'haproxy';
  readonly name: ContestantName;
  readonly args: (file: string) => readonly string[];
  /** The guide's block within a file that the proxy can be started with. */
  readonly file: (block: string, at: { readonly port: number; readonly folder: string }) => string;
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export const NGINX: Proxy = {
  program: 'nginx',
  name: 'ours ×2, nginx',
  args: (file) => ['-c', file, '-e', 'stderr'],
  file: (block, { port, folder }) =>
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr; events {}
     http { access_log off; ${TEMPORARY.map((kind) => `${kind}_temp_path ${folder}/${kind};`).join(' ')}
     ${block.replace('listen 80;', `listen 127.0.0.1:${port};`)} }`,
};

export const HAPROXY: Proxy = {
  program: 'haproxy',
  name: 'ours ×2, HAProxy',
  args: (file) => ['-db', '-f', file],
  file: (block, { port }) =>
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

/** Starts two servers and the proxy; gives undefined, with a `SKIPPED:` line, when the proxy is not installed. */
export async function startBehind(proxy: Proxy, place: Place): Promise<Contestant | undefined> {
  if (foundOrSkip(await isInstalled(proxy.program), `${proxy.program} is not installed`) === undefined)
    return undefined;
  const servers = await Promise.all([startOurs(place), startOurs(place)]);
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-bench-'));
  const port = await freePort();
  const file = join(folder, 'proxy.conf');
  await writeFile(file, proxy.file(await guideBlock(proxy, servers), { port, folder }));
  const child = spawn(proxy.program, [...proxy.args(file)], { stdio: 'ignore' });
  const stop = async (): Promise<void> => {
    await ended(child);
    await Promise.all(servers.map((server) => server.stop()));
    await rm(folder, { recursive: true });
  };
  const origin = `http://127.0.0.1:${port}`;
  try {
    await answers(`${origin}/celery/task/status/none/`);
  } catch (error) {
    await stop();
    throw error;
  }
  const pids = [...servers.flatMap((server) => server.pids), ...(child.pid === undefined ? [] : [child.pid])];
  return { name: proxy.name, origin, pids, speaks: 'tasks', stop };
}

async function isInstalled(program: string): Promise<true | undefined> {
  return promisify(execFile)(program, ['-v']).then(
    () => true,
    () => undefined,
  );
}

/** The guide's block of this proxy, with the addresses of these servers. */
async function guideBlock({ program }: Proxy, servers: readonly Contestant[]): Promise<string> {
  const [, text = ''] = new RegExp(`\`\`\`${program}\\n([\\s\\S]*?)\`\`\``).exec(await readFile(GUIDE, 'utf8')) ?? [];
  return servers.reduce((sum, { origin }, at) => sum.replace(`127.0.0.1:${8787 + at}`, new URL(origin).host), text);
}

/** Settles when the proxy listens and has found a server. */
async function answers(url: string): Promise<void> {
  const until = performance.now() + PATIENCE;
  for (;;) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    if (performance.now() > until) throw new Error(`nothing answers ${url} (${status})`);
    await pause(50);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
}
