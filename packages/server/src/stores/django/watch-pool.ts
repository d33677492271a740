import type { Knex } from 'knex';
import type { StoreObserver } from '../store.ts';

/** The parts of Knex's pool that are read; Knex has no types for it. */
interface Pool {
  numUsed(): number;
  numFree(): number;
  numPendingAcquires(): number;
  on(event: 'acquireRequest' | 'acquireSuccess' | 'acquireFail', listener: (request: number) => void): void;
}

/** Tells the observer how long every query waits for a connection. */
export function watchPool(knex: Knex, observer: StoreObserver): void {
  const pool: Pool = knex.client.pool;
  const asked = new Map<number, number>();
  const done = (request: number): void => {
    const since = asked.get(request);
    asked.delete(request);
    if (since !== undefined) observer.waited(performance.now() - since);
  };
  pool.on('acquireRequest', (request) => asked.set(request, performance.now()));
  pool.on('acquireSuccess', done);
  pool.on('acquireFail', done);
  observer.opened(() => ({ used: pool.numUsed(), free: pool.numFree(), waiting: pool.numPendingAcquires() }));
}
