import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { foundOrSkip } from '@celery-results/testing';
import { type LoadResult, parseWrk } from './parse-wrk.ts';

const SCRIPT = fileURLToPath(new URL('../../wrk/requests.lua', import.meta.url));
/** Milliseconds in which wrk reads its requests and connects, when it is ended before its time. */
const HEAD_START = 60;

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

/**
 * Runs wrk to its end.
 *
 * @throws Error as `parseWrk` does
 */
export async function runWrk({
  origin,
  file,
  connections,
  seconds,
  seed,
  delay,
  threads = 1,
}: Load): Promise<LoadResult> {
  const duration = Math.ceil(seconds);
  const args = [
    `-t${threads}`,
    `-c${connections}`,
    `-d${duration}s`,
    '--latency',
    '--timeout',
    '30s',
    '-s',
    SCRIPT,
    origin,
    '--',
    file,
    String(seed),
    String(Math.ceil(connections / threads)),
  ];
  const env = { ...process.env, ...(delay === undefined ? {} : { BENCH_DELAY_MS: String(delay) }) };
  const child = spawn('wrk', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      output += part;
    });
  // whole seconds are all that wrk knows; on SIGINT it stops and tells what it has
  const early = seconds < duration ? setTimeout(() => child.kill('SIGINT'), seconds * 1_000 + HEAD_START) : undefined;
  await once(child, 'close');
  clearTimeout(early);
  return parseWrk(output);
}
