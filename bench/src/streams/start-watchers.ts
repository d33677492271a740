import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FromWatchers, ToWatchers } from './messages.ts';

const PROGRAM = fileURLToPath(new URL('watchers.ts', import.meta.url));

export type Received = Extract<FromWatchers, { readonly kind: 'received' }>;

/** A process that watches tasks over many streams. */
export interface Watchers {
  /** Opens one stream for each list of task ids. */
  open(url: string, streams: readonly (readonly string[])[]): Promise<void>;
  /** Calls `write`, and resolves when so many task events have come. */
  receive(count: number, write: () => Promise<unknown>): Promise<Received>;
  /** Closes all streams. */
  stop(): Promise<void>;
}

export function startWatchers(): Watchers {
  const child = fork(PROGRAM);
  const ended = once(child, 'exit').then(() => {
    throw new Error('the watchers ended early');
  });
  // it ends later in any case
  ended.catch(() => {});
  const next = async <Kind extends FromWatchers['kind']>(kind: Kind): Promise<FromWatchers> => {
    for (;;) {
      const [message]: FromWatchers[] = await Promise.race([once(child, 'message'), ended]);
      if (message?.kind === kind) return message;
    }
  };
  const order = async (message: ToWatchers): Promise<void> => {
    const answer = next('ready');
    child.send(message);
    await answer;
  };
  return {
    open: (url, streams) => order({ kind: 'open', port: Number(new URL(url).port), streams }),
    receive: async (count, write) => {
      await order({ kind: 'expect', count });
      const received = next('received');
      await write();
      return (await received) as Received;
    },
    stop: async () => {
      const exit = once(child, 'exit');
      child.kill();
      await exit;
    },
  };
}
