import { type CeleryClient, createClient, type TaskStatus } from '@celery-results/client';

/** Creates a client. Its ticks are whole seconds: see `clock-on-seconds.ts`. */
export function createClientOnSeconds(): CeleryClient {
  return createClient({ baseUrl: 'http://django.test/celery/' });
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
