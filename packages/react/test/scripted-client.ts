import { type CeleryClient, createClient, type TaskStatus } from '@celery-results/client';
import { BASE } from './render-with-client.tsx';

export interface ScriptedClient {
  readonly client: CeleryClient;
  /** Time of each read, in milliseconds since 1970. */
  readonly readTimes: readonly number[];
}

/**
 * Creates a client whose task reads settle at once, so that fake timers control it. `statusOf` returns the status or
 * the error of the first read, the second, and so on.
 */
export function createScriptedClient(statusOf: (read: number) => TaskStatus | Error): ScriptedClient {
  const readTimes: number[] = [];
  const taskStatus = async (): Promise<never> => {
    readTimes.push(Date.now());
    const status = statusOf(readTimes.length);
    if (status instanceof Error) throw status;
    // the caller chooses the result type, which this function cannot know
    return status as never;
  };
  return { client: { ...createClient({ baseUrl: BASE }), taskStatus }, readTimes };
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
  progress: { current: 100, total: 100, percent: 100 },
});
