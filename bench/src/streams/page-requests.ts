import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@celery-results/client';
import type { Listening } from '@celery-results/testing';
import type { Amounts } from './amounts.ts';

/** Tasks of the page. */
export const PAGE_TASKS = 20;

/** @returns the requests of a client that watches tasks which do not end */
export async function countPageRequests({ url }: Listening, { pageSeconds }: Amounts): Promise<number> {
  let requests = 0;
  const client = createClient({
    baseUrl: url,
    fetch: (...request) => {
      requests += 1;
      return fetch(...request);
    },
  });
  const abort = new AbortController();
  const watches = Array.from({ length: PAGE_TASKS }, async (_, at) => {
    for await (const _status of client.watchTask(`page-${at}`, { signal: abort.signal }));
  });
  await Promise.race([pause(pageSeconds * 1_000), ...watches]);
  abort.abort();
  await Promise.allSettled(watches);
  return requests;
}
