import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A child process that told where it listens. */
export interface Listening {
  /** What the pattern's first group matched, or all of the match. */
  readonly url: string;
  readonly pid: number;
  /** Everything written so far on stdout and stderr. */
  output(): string;
  /** Settles when the process is gone, and with it every process of its own that could write its output. */
  readonly ended: Promise<Exit>;
  /** SIGTERM, then waits until the process is gone; SIGKILL after 15 seconds. Asked again, gives the same answer. */
  stop(): Promise<Exit>;
}

/** How the process ended: `code` is null when a signal killed it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnOptions {
  readonly cwd?: string;
  /** Added to the environment; undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What to look for in the output. By default the first loopback URL. */
  readonly pattern?: RegExp;
  /** Milliseconds until it is given up. Default 30 000. */
  readonly timeout?: number;
}

const LOOPBACK_URL = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+[^\s"'<>,;\\]*/;

/**
 * Starts a program and waits until its output matches the pattern.
 *
 * @throws Error with all of the output when the program ends or the time is over before that.
 */
export async function spawnListening(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Listening> {
  const child = spawn(command, [...args], {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let address: RegExpExecArray | undefined;
  const seen = Promise.withResolvers<string>();
  const ended = Promise.withResolvers<Exit>();
  const look = (chunk: string): void => {
    text += chunk;
    // A busy server writes a lot: looked at only until the address is known.
    const match = address ?? (options.pattern ?? LOOPBACK_URL).exec(text);
    if (match === null) return;
    address = match;
    seen.resolve(match[1] ?? match[0]);
  };
  child.stdout.setEncoding('utf8').on('data', look);
  child.stderr.setEncoding('utf8').on('data', look);
  const describe = (what: string): Error => new Error(`${[command, ...args].join(' ')} ${what}. It wrote:\n${text}`);
  child.once('error', (error) => seen.reject(describe(`does not start: ${error.message}`)));
  child.once('close', (code, signal) => {
    ended.resolve({ code, signal });
    seen.reject(describe(`ended with ${code ?? signal}`));
  });
  const late = setTimeout(() => seen.reject(describe('said nothing of an address in time')), options.timeout ?? 30_000);
  try {
    return listening(await seen.promise, () => text, { child, ended: ended.promise });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(late);
  }
}

interface Running {
  readonly child: ReturnType<typeof spawn>;
  readonly ended: Promise<Exit>;
}

function listening(url: string, output: () => string, { child, ended }: Running): Listening {
  return {
    url,
    pid: child.pid ?? -1,
    output,
    ended,
    async stop() {
      child.kill('SIGTERM');
      const impatient = setTimeout(() => child.kill('SIGKILL'), 15_000);
      const exit = await ended;
      clearTimeout(impatient);
      return exit;
    },
  };
}

export interface ServerOptions {
  /** The store URL, as {@link TestDatabase.url}. */
  readonly store: string;
  /** More flags, after `--store URL --port 0`. */
  readonly args?: readonly string[];
  readonly env?: SpawnOptions['env'];
}

/**
 * Starts the built `celery-results-server` on a free port of 127.0.0.1, as a child process. `url` is its base, such as
 * `http://127.0.0.1:41234/celery/`.
 *
 * @throws Error when the server package is not built, or does not start.
 */
export async function startServer(options: ServerOptions): Promise<Listening> {
  const main = fileURLToPath(new URL('../../packages/server/dist/main.js', import.meta.url));
  if (!existsSync(main)) throw new Error('The server is not built: run `pnpm -F @celery-results/server build`');
  const args = [main, '--store', options.store, '--port', '0', ...(options.args ?? [])];
  return spawnListening(process.execPath, args, options.env === undefined ? {} : { env: options.env });
}
