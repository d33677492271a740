import type { Cleanup } from '../cleanup.ts';
import { taskId } from '../data/ids.ts';
import { HAPROXY, NGINX, startBehindProxy } from './behind-proxy.ts';
import type { BenchServer, StartOptions } from './bench-server.ts';
import { startDjango } from './django.ts';
import { startFlower } from './flower.ts';
import { startBare, startConstant, startKoaKnex } from './node-peers.ts';
import { startOurs, startWithoutCache, startWorkers } from './ours.ts';

type Start = (options: StartOptions) => Promise<BenchServer | undefined>;

const ON_ALL: readonly Start[] = [startOurs, startDjango];
/** They read large results, or know the tables of django-celery-results only. */
const EXCEPT_ON_SQLALCHEMY: readonly Start[] = [startWithoutCache, startBare];
/** Measured on one database only. */
const ON_POSTGRES: readonly Start[] = [
  startFlower,
  () => startConstant(typicalAnswer()),
  startWorkers,
  (options) => startBehindProxy(NGINX, options),
  (options) => startBehindProxy(HAPROXY, options),
];

/** Starts all servers that are compared on a database. The cleanup stops them. */
export async function startAll(options: StartOptions, cleanup: Cleanup): Promise<readonly BenchServer[]> {
  const { database } = options;
  const starts = [
    ...ON_ALL,
    ...(database === 'sqlalchemy' ? [] : EXCEPT_ON_SQLALCHEMY),
    ...(database === 'sqlalchemy' || database === 'redis' ? [] : [startKoaKnex]),
    ...(database === 'postgres' ? ON_POSTGRES : []),
  ];
  const starting = starts.map((start) => start(options));
  // stops a server that is still starting, too, and the others when one does not start
  cleanup.add(() => Promise.allSettled(starting.map(async (one) => (await one)?.stop())));
  return (await Promise.all(starting)).filter((one) => one !== undefined);
}

/** As long as the answer about a task that has succeeded, which most requests of the scenario `single` get. */
function typicalAnswer(): string {
  const result = { rows: 10_000_002, file: 'exports/2026/01/report-000000002.csv', note: '.'.repeat(190) };
  return JSON.stringify({ task: { id: taskId(2), status: 'SUCCESS', result } });
}
