import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { reasonOf } from './random-name.ts';
import { foundOrSkip } from './skip.ts';

/** A running PgBouncer in front of a database. */
export interface PgBouncer {
  /** URL of the same database, through PgBouncer. */
  readonly url: string;
  close(): Promise<void>;
}

export interface PgBouncerOptions {
  readonly mode: 'session' | 'transaction';
  /** PgBouncer's `ignore_startup_parameters`. */
  readonly ignored: readonly string[];
  /** Sessions with the database. Default: PgBouncer's 20. */
  readonly poolSize?: number;
}

/**
 * Starts PgBouncer on a free port in front of the URL's database. Where it is not installed, it prints a `SKIPPED:`
 * line and returns undefined.
 *
 * @throws Error when it is missing and `CI` is set
 */
export async function pgBouncerOrSkip(url: string, options: PgBouncerOptions): Promise<PgBouncer | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
  const port = await freePort();
  const file = join(folder, 'pgbouncer.ini');
  await writeFile(file, configuration(new URL(url), { ...options, port }));
  // PgBouncer refuses to run as root, and reads its file as another user
  await chmod(folder, 0o755);
  const isRoot = process.getuid?.() === 0;
  try {
    const child = spawn('pgbouncer', [file], {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(isRoot ? { uid: 65_534 } : {}),
    });
    await waitForStart(child);
    const pooled = new URL(url);
    pooled.host = `127.0.0.1:${port}`;
    const close = async (): Promise<void> => {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
      await rm(folder, { recursive: true });
    };
    return { url: pooled.href, close };
  } catch (error) {
    return foundOrSkip<PgBouncer>(undefined, `PgBouncer does not start: install pgbouncer (${reasonOf(error)})`);
  }
}

interface ConfigurationOptions extends PgBouncerOptions {
  readonly port: number;
}

/** The text of pgbouncer.ini. Every client connects to the database as the user of the URL. */
function configuration(
  { hostname, port, username, password, pathname }: URL,
  { port: listenPort, mode, ignored, poolSize = 20 }: ConfigurationOptions,
): string {
  const secret = password === '' ? '' : ` password=${decodeURIComponent(password)}`;
  return `[databases]
${pathname.slice(1)} = host=${hostname} port=${port || 5432} user=${username}${secret}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = ${mode}
default_pool_size = ${poolSize}
server_login_retry = 1
${ignored.length === 0 ? '' : `ignore_startup_parameters = ${ignored.join(',')}\n`}`;
}

async function waitForStart(child: ChildProcess): Promise<void> {
  const started = Promise.withResolvers<void>();
  let text = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.includes('process up')) started.resolve();
  });
  child.once('error', started.reject);
  child.once('exit', (code) => started.reject(new Error(`it ended with ${code}: ${text}`)));
  await started.promise;
}
