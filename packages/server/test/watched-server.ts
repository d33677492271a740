import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A child process of the command, whose event loop is measured. */
export interface WatchedServer {
  /** The base URL. */
  readonly url: string;
  /** Runs `work`. `stall` is the longest time in milliseconds in which the server answered no other request. */
  watch<T>(work: () => Promise<T>): Promise<{ readonly outcome: T; readonly stall: number }>;
  /** Bytes of the heap that are in use, garbage left out. */
  heap(): Promise<number>;
  stop(): Promise<void>;
}

/** A busy machine may take long. */
const PATIENCE = ['--database-timeout', '30000', '--max-loop-delay', '60000'];
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const WATCH = new URL('watch-event-loop.mjs', import.meta.url).href;

export async function startWatchedServer(store: string, args: readonly string[] = []): Promise<WatchedServer> {
  const child = fork(MAIN, ['--store', store, '--port', '0', '--log-level', 'warn', ...PATIENCE, ...args], {
    execArgv: ['--expose-gc', '--import', WATCH],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const url = await listeningOn(child);
  const stallSinceLastAsked = async (): Promise<number> => {
    child.send('read');
    const [{ stall }] = await once(child, 'message');
    return Number(stall);
  };
  return {
    url,
    watch: async (work) => {
      await stallSinceLastAsked();
      const outcome = await work();
      return { outcome, stall: await stallSinceLastAsked() };
    },
    heap: async () => {
      child.send('heap');
      const [{ heap }] = await once(child, 'message');
      return Number(heap);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function listeningOn({ stdout }: ChildProcess): Promise<string> {
  let output = '';
  for await (const part of stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    output += part;
    const url = /http:\S+/.exec(output)?.[0];
    if (url === undefined) continue;
    // discard the rest of its output
    stdout?.resume();
    return url;
  }
  throw new Error(`the server ended before it listened: ${output}`);
}
