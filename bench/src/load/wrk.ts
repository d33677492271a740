import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { foundOrSkip } from '@celery-results/testing';
import { type LoadResult, parseWrk } from './parse-wrk.ts';

const SCRIPT = fileURLToPath(new URL('../../wrk/requests.lua', import.meta.url));

/** The load generator's version, or undefined with a `SKIPPED:` line. @throws Error when it is missing and `CI` is set */
export function wrkOrSkip(): string | undefined {
  const { stdout } = spawnSync('wrk', ['-v'], { encoding: 'utf8' });
  return foundOrSkip(/^wrk \D*([\d.]+)/.exec(stdout ?? '')?.[1], 'wrk is not installed: nothing can be measured');
}

/** A load on one server. */
export interface Load {
  readonly origin: string;
  /** Made by `writeRequests`. */
  readonly file: string;
  readonly connections: number;
  readonly seconds: number;
  /** What the order of the requests depends on. */
  readonly seed: number;
  /** Milliseconds that a connection waits before each request, on average; none, and each asks again at once. */
  readonly delay?: number;
  /** Threads of wrk. Default 1; more for many connections that wait, whose timers it looks through one by one. */
  readonly threads?: number;
}

/** A load that is under way. */
export interface Loading {
  /** Settles when wrk has read its requests and begins to ask, or has ended. */
  readonly began: Promise<void>;
  /** Rejects as `parseWrk` throws. */
  readonly result: Promise<LoadResult>;
}

/** Starts wrk, which ends by itself. */
export function startWrk(load: Load): Loading {
  const { seconds, delay, threads = 1 } = load;
  const env = { ...process.env, ...(delay === undefined ? {} : { BENCH_DELAY_MS: String(delay) }) };
  const child = spawn('wrk', wrkArgs(load), { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const began = Promise.withResolvers<void>();
  let early: ReturnType<typeof setTimeout> | undefined;
  let output = '';
  const read = (part: string): void => {
    output += part;
    if (early !== undefined || (output.match(/^READY$/gm)?.length ?? 0) < threads) return;
    began.resolve();
    // whole seconds are all that wrk knows; on SIGINT it stops and tells what it has
    early = setTimeout(() => Number.isInteger(seconds) || child.kill('SIGINT'), seconds * 1_000);
  };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', read);
  const result = once(child, 'close').then(() => {
    clearTimeout(early);
    began.resolve();
    return parseWrk(output);
  });
  // whoever waits for the beginning first must still hear of a failure later
  result.catch(() => {});
  return { began: began.promise, result };
}

function wrkArgs({ origin, file, connections, seconds, seed, threads = 1 }: Load): readonly string[] {
  const load = [`-t${threads}`, `-c${connections}`, `-d${Math.ceil(seconds)}s`, '--latency', '--timeout', '30s'];
  return [...load, '-s', SCRIPT, origin, '--', file, String(seed), String(Math.ceil(connections / threads))];
}
