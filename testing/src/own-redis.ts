import { freePort } from './free-port.ts';
import { type Listening, spawnListening } from './process.ts';
import { reasonOf } from './random-name.ts';
import { foundOrSkip } from './skip.ts';

/** A Redis that a test may do anything to. */
export interface OwnRedis {
  readonly url: string;
  start(): Promise<void>;
  /** Ends it; what it knew is gone. */
  stop(): Promise<void>;
  /** Stops it without a word to its clients; the function that it gives back lets it go on. */
  freeze(): () => void;
}

/**
 * Starts a Redis of the test's own on a free port, with the binary of this machine. Prints a `SKIPPED:` line and gives undefined when there is
 * none.
 *
 * @throws Error when it is missing and `CI` is set.
 */
export async function ownRedisOrSkip(): Promise<OwnRedis | undefined> {
  const port = await freePort();
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', ''];
  const pattern = /Ready to accept connections/;
  let running: Listening;
  const start = async (): Promise<void> => {
    running = await spawnListening('redis-server', args, { pattern });
  };
  try {
    await start();
  } catch (error) {
    return foundOrSkip<OwnRedis>(undefined, `redis-server is not installed (${reasonOf(error)})`);
  }
  return {
    url: `redis://127.0.0.1:${port}/0`,
    start,
    stop: async () => {
      await running.stop();
    },
    freeze: () => {
      process.kill(running.pid, 'SIGSTOP');
      return () => process.kill(running.pid, 'SIGCONT');
    },
  };
}
