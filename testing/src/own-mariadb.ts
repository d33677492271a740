import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { reasonOf } from './random-name.ts';

/** A MariaDB of one's own, which runs. */
export interface OwnMariaDb {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const run = promisify(execFile);

/** Makes a MariaDB server in a temporary folder with the binaries of this machine, and starts it; or says why not. */
export async function createMariaDb(): Promise<OwnMariaDb | { readonly missing: string }> {
  const [daemon, install] = [program('mariadbd'), program('mariadb-install-db')];
  if (daemon === undefined || install === undefined) return { missing: 'mariadbd is not installed' };
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-mariadb-'));
  const port = await freePort();
  const root = process.getuid?.() === 0 ? ['--user=root'] : [];
  const settings = ['--no-defaults', ...root, `--datadir=${folder}`];
  let child: ChildProcess | undefined;
  const start = async (): Promise<void> => {
    const network = ['--bind-address=127.0.0.1', `--port=${port}`, `--socket=${join(folder, 'socket')}`];
    child = await started(daemon, [...settings, ...network, '--innodb-flush-log-at-trx-commit=0']);
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
    ...{ start, stop, close },
  };
}

async function started(command: string, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(command, [...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  for await (const part of child.stderr.iterator({ destroyOnReturn: false })) {
    text += part;
    if (!text.includes('ready for connections')) continue;
    // nobody reads what it says from here on
    child.stderr.resume();
    return child;
  }
  throw new Error(text.trim().split('\n').at(-1) ?? 'it ended without a word');
}

function program(name: string): string | undefined {
  const { PATH = '' } = process.env;
  return [...PATH.split(delimiter), '/usr/sbin', '/usr/bin'].map((folder) => join(folder, name)).find(existsSync);
}
