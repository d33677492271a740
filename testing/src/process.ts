import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A child process that listens on a URL. */
export interface Listening {
  /** The URL in its output: the first group of {@link SpawnOptions.pattern}, or the whole match. */
  readonly url: string;
  readonly pid: number;
  /** Its stdout and stderr so far. */
  output(): string;
  /** Resolves once the process has ended, with all child processes that share its output. */
  readonly ended: Promise<Exit>;
  /** Sends SIGTERM, and SIGKILL after 15 seconds. Resolves once the process has ended. May be called again. */
  stop(): Promise<Exit>;
}

/** The exit of a process. `code` is null when a signal ended it. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnOptions {
  readonly cwd?: string;
  /** Added to the environment. Undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Matches the URL in the output. Default: the first loopback URL. */
  readonly pattern?: RegExp;
  /** Called with stdout and stderr so far, whenever more of it comes. */
  readonly onOutput?: (text: string) => void;
  /** Milliseconds to wait for the URL. Default: 100 000. */
  readonly timeout?: number;
}

const LOOPBACK_URL = /https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+[^\s"'<>,;\\]*/;

/**
 * Starts a program and waits until its output matches the pattern.
 *
 * @throws Error with the whole output when the program ends or the time is over first
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
  const search = (chunk: string): void => {
    text += chunk;
    options.onOutput?.(text);
    // a busy server writes a lot: search only until the URL is known
    const match = address ?? (options.pattern ?? LOOPBACK_URL).exec(text);
    if (match === null) return;
    address = match;
    seen.resolve(match[1] ?? match[0]);
  };
  child.stdout.setEncoding('utf8').on('data', search);
  child.stderr.setEncoding('utf8').on('data', search);
  const describe = (what: string): Error => new Error(`${[command, ...args].join(' ')} ${what}. It wrote:\n${text}`);
  child.once('error', (error) => seen.reject(describe(`does not start: ${error.message}`)));
  child.once('close', (code, signal) => {
    ended.resolve({ code, signal });
    seen.reject(describe(`ended with ${code ?? signal}`));
  });
  const startTimer = setTimeout(
    () => seen.reject(describe('printed no URL in time')),
    options.timeout ?? START_TIMEOUT_MS,
  );
  try {
    return toListening(await seen.promise, () => text, { child, ended: ended.promise });
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    clearTimeout(startTimer);
  }
}

const START_TIMEOUT_MS = 100_000;
const STOP_TIMEOUT_MS = 15_000;

interface ChildHandle {
  readonly child: ReturnType<typeof spawn>;
  readonly ended: Promise<Exit>;
}

function toListening(url: string, output: () => string, { child, ended }: ChildHandle): Listening {
  return {
    url,
    pid: child.pid ?? -1,
    output,
    ended,
    async stop() {
      child.kill('SIGTERM');
      const killTimer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      const exit = await ended;
      clearTimeout(killTimer);
      return exit;
    },
  };
}

export interface ServerOptions {
  /** The store's URL, such as {@link TestDatabase.url}. */
  readonly store: string;
  /** Further arguments, after `--store URL --port 0`. */
  readonly args?: readonly string[];
  readonly env?: SpawnOptions['env'];
  /** `default`: the server's own timeouts and limits of load, for measurements. Default: generous ones. */
  readonly limits?: 'default';
  readonly onOutput?: SpawnOptions['onOutput'];
}

/** Limits of time for a busy machine. A test of such a limit sets its own. */
const GENEROUS_LIMITS = { CELERY_RESULTS_DATABASE_TIMEOUT: '30000', CELERY_RESULTS_MAX_LOOP_DELAY: '60000' };

/**
 * Starts the built `celery-results-server` on a free port of 127.0.0.1, as a child process. The result's `url` is the
 * base URL, such as `http://127.0.0.1:41234/celery/`. It waits 30 seconds for the database, and refuses no request
 * because of the event loop, unless `args`, `env` or `limits` say otherwise.
 *
 * @throws Error when the server is not built or does not start
 */
export async function startServer(options: ServerOptions): Promise<Listening> {
  const main = fileURLToPath(new URL('../../packages/server/dist/main.js', import.meta.url));
  if (!existsSync(main)) throw new Error('The server is not built: run `pnpm -F @celery-results/server build`');
  const args = [main, '--store', options.store, '--port', '0', ...(options.args ?? [])];
  const { env, onOutput, limits } = options;
  return spawnListening(process.execPath, args, {
    env: { ...(limits === 'default' ? {} : GENEROUS_LIMITS), ...env },
    ...(onOutput && { onOutput }),
  });
}
