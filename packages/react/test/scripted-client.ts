import { type CeleryClient, createClient, type TaskStatus } from '@celery-results/client';
import { vi } from 'vitest';
import { BASE } from './render-with-client.tsx';

export interface ScriptedClient {
  readonly client: CeleryClient;
  /** When each read was made, by the clock. */
  readonly reads: readonly number[];
}

/** A client whose task reads answer at once, without a network, so that fake timers alone decide what happens when. */
export function scriptedClient(answer: (read: number) => TaskStatus | Error): ScriptedClient {
  const reads: number[] = [];
  const taskStatus = async (): Promise<never> => {
    reads.push(Date.now());
    const result = answer(reads.length);
    if (result instanceof Error) throw result;
    // the caller of taskStatus names the type of its result: nothing here can know it
    return result as never;
  };
  return { client: { ...steadyClient(), taskStatus }, reads };
}

/** A client whose clock ticks on whole seconds, instead of from a random moment on. */
export function steadyClient(): CeleryClient {
  const random = vi.spyOn(Math, 'random').mockReturnValue(0);
  const client = createClient({ baseUrl: BASE });
  random.mockRestore();
  return client;
}

export const running = (current = 1): TaskStatus => ({
  id: 't',
  status: 'PROGRESS',
  phase: 'running',
  isReady: false,
  result: { current },
  progress: { current, total: null, percent: null },
});

export const succeeded = (): TaskStatus => ({
  id: 't',
  status: 'SUCCESS',
  phase: 'succeeded',
  isReady: true,
  result: 1,
});
