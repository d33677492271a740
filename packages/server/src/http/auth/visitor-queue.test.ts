import { expect, it } from 'vitest';
import { createVisitorQueue } from './visitor-queue.ts';

it('serves known visitors before unknown ones, and reserves some requests for known visitors', async () => {
  const queue = createVisitorQueue({ wait: 60_000 });
  const order: string[] = [];
  const held = Promise.withResolvers<void>();
  const run = (name: string, address: string, isKnown: boolean): Promise<void> =>
    queue.run({ address, isKnown }, async () => {
      order.push(name);
      await held.promise;
    });
  const first = Array.from({ length: 48 }, (_, n) => run('unknown', `a${n}`, false));
  const waiting = [run('late unknown', 'b', false)];
  const reserved = Array.from({ length: 16 }, (_, n) => run('known', `c${n}`, true));
  waiting.push(run('late known', 'd', true));
  expect(order.filter((name) => name === 'unknown')).toHaveLength(48);
  expect(order.filter((name) => name === 'known')).toHaveLength(16);
  held.resolve();
  await Promise.all([...first, ...reserved, ...waiting]);
  expect(order.slice(-2)).toEqual(['late known', 'late unknown']);
});

it('refuses a visitor who waits too long', async () => {
  const queue = createVisitorQueue({ wait: 20 });
  const held = Promise.withResolvers<void>();
  const visitor = { address: 'a', isKnown: true };
  const first = Array.from({ length: 16 }, () => queue.run(visitor, () => held.promise));
  await expect(queue.run(visitor, async () => {})).rejects.toMatchObject({ problem: 'auth-unavailable' });
  held.resolve();
  await Promise.all(first);
  await queue.run(visitor, async () => {});
});
