import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { reasonOf } from './random-name.ts';

/** A running MariaDB server that belongs to one test. */
export interface OwnMariaDb {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/**
 * Creates a MariaDB server in a temporary folder with this machine's binaries, and starts it.
 *
 * @param extra further arguments of the server
 */
export async function createMariaDb(extra: readonly string[] = []): Promise<OwnMariaDb | { readonly missing: string }> {
  const [daemon, install] = [findProgram('mariadbd'), findProgram('mariadb-install-db')];
  if (daemon === undefined || install === undefined) return { missing: 'mariadbd is not installed' };
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-mariadb-'));
  const port = await freePort();
  const root = process.getuid?.() === 0 ? ['--user=root'] : [];
  const settings = ['--no-defaults', ...root, `--datadir=${folder}`];
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const network = ['--bind-address=127.0.0.1', `--port=${port}`, `--socket=${join(folder, 'socket')}`];
    child = await startDaemon(daemon, [...settings, ...network, '--innodb-flush-log-at-trx-commit=0', ...extra]);
  };
  const stop = async (): Promise<void> => {
    if (!child || child.exitCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  };
  const close = async (): Promise<void> => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await run(install, [...settings, '--auth-root-authentication-method=normal', '--skip-test-db']);
    await start();
  } catch (error) {
    await close();
    return { missing: `mariadbd does not start (${reasonOf(error)})` };
  }
  return {
    url: `mysql://root@127.0.0.1:${port}/mysql`,
    get pid() {
      return child?.pid ?? -1;
    },
    start,
    stop,
    close,
  };
}

/** Resolves once the server accepts connections. */
async function startDaemon(command: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (!text.includes('ready for connections')) continue;
    // discard its further output
    child.stderr.resume();
    return child;
  }
  throw new Error(text.trim().split('\n').at(-1) ?? 'it ended without a log line');
}

function findProgram(name: string): string | undefined {
  const { PATH = '' } = process.env;
  return [...PATH.split(delimiter), '/usr/sbin', '/usr/bin'].map((folder) => join(folder, name)).find(existsSync);
}
