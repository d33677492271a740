import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { foundOrSkip } from '@celery-results/testing';
import { type LoadResult, parseWrk } from './parse-wrk.ts';

const SCRIPT = fileURLToPath(new URL('../../wrk/requests.lua', import.meta.url));

/**
 * The version of wrk. Where it is not installed, prints a `SKIPPED:` line and returns undefined.
 *
 * @throws Error when it is missing and `CI` is set
 */
export function wrkOrSkip(): string | undefined {
  const { stdout } = spawnSync('wrk', ['-v'], { encoding: 'utf8' });
  return foundOrSkip(/^wrk \D*([\d.]+)/.exec(stdout ?? '')?.[1], 'wrk is not installed, so no server is measured');
}

/** A load for one server. */
export interface Load {
  readonly origin: string;
  /** The file that `writeRequests` wrote. */
  readonly file: string;
  readonly connections: number;
  readonly seconds: number;
  /** Determines the random order of the requests. */
  readonly seed: number;
  /** Milliseconds that a connection waits before each request, on average. Default: none. */
  readonly delay?: number;
  /** Threads of wrk. Default: 1. Many waiting connections need more, since wrk checks their timers one by one. */
  readonly threads?: number;
}

/** A run of wrk. */
export interface LoadRun {
  /** Resolves once wrk sends requests, or has ended. */
  readonly started: Promise<void>;
  /** Rejects with the errors of `parseWrk`. */
  readonly result: Promise<LoadResult>;
}

/** Starts wrk. It ends by itself. */
export function startWrk(load: Load): LoadRun {
  const { seconds, delay, threads = 1 } = load;
  const env = { ...process.env, ...(delay === undefined ? {} : { BENCH_DELAY_MS: String(delay) }) };
  const child = spawn('wrk', wrkArgs(load), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const started = Promise.withResolvers<void>();
  let stopTimer: ReturnType<typeof setTimeout> | undefined;
  let output = '';
  const read = (chunk: string): void => {
    output += chunk;
    if (stopTimer !== undefined || (output.match(/^READY$/gm)?.length ?? 0) < threads) return;
    started.resolve();
    // wrk takes whole seconds only; on SIGINT it stops and prints its result
    stopTimer = setTimeout(() => Number.isInteger(seconds) || child.kill('SIGINT'), seconds * 1_000);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
  const result = once(child, 'close').then(() => {
    clearTimeout(stopTimer);
    started.resolve();
    return parseWrk(output);
  });
  // a caller that first waits for the start handles a rejection later
  result.catch(() => {});
  return { started: started.promise, result };
}

function wrkArgs({ origin, file, connections, seconds, seed, threads = 1 }: Load): readonly string[] {
  const load = [`-t${threads}`, `-c${connections}`, `-d${Math.ceil(seconds)}s`, '--latency', '--timeout', '30s'];
  return [...load, '-s', SCRIPT, origin, '--', file, String(seed), String(Math.ceil(connections / threads))];
}
