import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { reasonOf } from './random-name.ts';
import { foundOrSkip } from './skip.ts';

/** PgBouncer in front of a database. */
export interface PgBouncer {
  /** Of the same database, through the pooler. */
  readonly url: string;
  close(): Promise<void>;
}

export interface PgBouncerOptions {
  readonly mode: 'session' | 'transaction';
  /** `ignore_startup_parameters`. */
  readonly ignored: readonly string[];
}

/**
 * Starts a PgBouncer in front of the database of a URL, on a free port. Prints a `SKIPPED:` line and gives undefined where it is not installed.
 *
 * @throws Error when it is missing and `CI` is set.
 */
export async function pgBouncerOrSkip(url: string, options: PgBouncerOptions): Promise<PgBouncer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
  const port = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(file, configuration(new URL(url), { ...options, port }));
  // it refuses to be root, and has to read its file
  await chmod(folder, 0o755);
  const isRoot = process.getuid?.() === 0;
  try {
    const child = spawn('pgbouncer', [file], {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(isRoot ? { uid: 65_534 } : {}),
    });
    await listening(child);
    const through = new URL(url);
    through.host = `127.0.0.1:${port}`;
    const close = async (): Promise<void> => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      await rm(folder, { recursive: true });
    };
    return { url: through.href, close };
  } catch (error) {
    return foundOrSkip<PgBouncer>(undefined, `PgBouncer cannot be had: install pgbouncer (${reasonOf(error)})`);
  }
}

interface Served extends PgBouncerOptions {
  readonly port: number;
}

/** Whoever connects is the user of the URL. */
function configuration({ hostname, port, username, password, pathname }: URL, served: Served): string {
  const secret = password === '' ? '' : ` password=${decodeURIComponent(password)}`;
  return `[databases]
${pathname.slice(1)} = host=${hostname} port=${port || 5432} user=${username}${secret}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${served.port}
unix_socket_dir =
auth_type = any
pool_mode = ${served.mode}
${served.ignored.length === 0 ? '' : `ignore_startup_parameters = ${served.ignored.join(',')}\n`}`;
}

async function listening(child: ChildProcess): Promise<void> {
  const said = Promise.withResolvers<void>();
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    if (text.includes('process up')) said.resolve();
  });
  child.once('error', said.reject);
  child.once('exit', (code) => said.reject(new Error(`it ended with ${code}: ${text}`)));
  await said.promise;
}
