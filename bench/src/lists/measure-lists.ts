import { setTimeout as pause } from 'node:timers/promises';
import type { TaskListBody } from '@celery-results/client/protocol';
import type { Amounts } from './amounts.ts';
import type { ListCase } from './cases.ts';

/** Requests of each list before those that are measured. */
const WARM_UP = 3;

/** Asks for a list again and again, one request after the other. Returns the milliseconds of each. */
export async function measureList(
  base: string,
  { params, follows }: ListCase,
  { requests }: Amounts,
): Promise<readonly number[]> {
  const times: number[] = [];
  let cursor: string | null = null;
  for (let at = -WARM_UP; at < requests; at += 1) {
    const query: string = new URLSearchParams({ ...params(), limit: '50', ...(cursor && { cursor }) }).toString();
    const { body, ms } = await timed<TaskListBody>(`${base}v1/tasks/?${query}`);
    if (at >= 0) times.push(ms);
    // after its last page, a list begins again
    if (follows) cursor = body[follows];
  }
  return times;
}

/** Milliseconds of an answer with numbers, and of its moment. */
export interface StatsRead {
  readonly at: number;
  readonly ms: number;
}

/** Asks for the numbers once a second, as many viewers of a page do together. The server is new at first. */
export async function measureStats(base: string, { statsSeconds }: Amounts): Promise<readonly StatsRead[]> {
  const startedAt = performance.now();
  const reads: StatsRead[] = [];
  for (let second = 0; second < statsSeconds; second += 1) {
    await pause(Math.max(0, startedAt + second * 1_000 - performance.now()));
    const at = performance.now() - startedAt;
    const { body, ms } = await timed<{ readonly errors: Readonly<Record<string, string>> }>(`${base}v1/stats/`);
    if (Object.keys(body.errors).length > 0) throw new Error(`numbers were not read: ${JSON.stringify(body.errors)}`);
    reads.push({ at, ms });
  }
  return reads;
}

/** The seconds of waiting in the worst ten seconds. */
export function worstTenSeconds(reads: readonly StatsRead[]): number {
  const sums = reads.map(({ at: from }) =>
    reads.filter(({ at }) => at >= from && at < from + 10_000).reduce((sum, { ms }) => sum + ms, 0),
  );
  return Math.max(...sums) / 1_000;
}

async function timed<Body>(url: string): Promise<{ readonly body: Body; readonly ms: number }> {
  const startedAt = performance.now();
  const response = await fetch(url);
  const text = await response.text();
  const ms = performance.now() - startedAt;
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${text}`);
  return { body: JSON.parse(text) as Body, ms };
}
