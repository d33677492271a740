import type { Knex } from 'knex';
import type { StoreObserver } from '../store.ts';

/** The members of Knex's pool that are used here. Knex has no types for them. */
interface Pool {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
  on(event: 'acquireRequest' | 'acquireSuccess' | 'acquireFail', listener: (request: number) => void): void;
}

/** Reports to the observer how long each query waits for a connection. */
export function watchPool(knex: Knex, observer: StoreObserver): void {
  const pool: Pool = knex.client.pool;
  const startedAt = new Map<number, number>();
  const onSettled = (request: number): void => {
    const start = startedAt.get(request);
    startedAt.delete(request);
    if (start !== undefined) observer.waited(performance.now() - start);
  };
  pool.on('acquireRequest', (request) => startedAt.set(request, performance.now()));
  pool.on('acquireSuccess', onSettled);
  pool.on('acquireFail', onSettled);
  observer.opened(() => ({ used: pool.numUsed(), free: pool.numFree(), waiting: pool.numPendingAcquires() }));
}
