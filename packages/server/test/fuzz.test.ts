import { fileURLToPath } from 'node:url';
import {
  type DatabaseKind,
  ownRedisOrSkip,
  pythonOrSkip,
  type Releases,
  startServer,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import { describe, expect, it } from 'vitest';
import { cases, type FuzzSerializer } from './fuzz/cases.ts';
import { type LiveDjango, startLiveDjango } from './fuzz/django.ts';
import { type FuzzOptions, fuzz, settings, shrink, type Tally } from './fuzz/run.ts';
import { describeFound } from './fuzz/save.ts';
import { caseCount, seed } from './fuzz/seed.ts';
import { rawClient } from './raw-http.ts';
import { resultBackend } from './stores/celery-writer.ts';

/**
 * Celery's own backend stores random results, and the answers of Django's views and of our server are compared. The
 * output has the seed. The number of cases of a run is over all serializers.
 */

const EXCEPTION_CLASSES = fileURLToPath(new URL('shop-errors.ts', import.meta.url));
const JSON_TYPES = fileURLToPath(new URL('shop-types.json', import.meta.url));
const TIME = 120 * 60_000;
/** A busy machine is no reason for another answer. */
const PATIENT = ['--max-loop-delay', '60000', '--database-timeout', '60000'];

interface Run {
  readonly kind: DatabaseKind | 'redis';
  /** Celery's own tables instead of those of django-celery-results. */
  readonly isSqlAlchemy?: true;
  readonly releases: Releases;
}

/** As many as two cores answer in a few minutes. The nightly workflow asks for more. */
const COUNTS: Readonly<Record<FuzzSerializer, number>> = { json: 1_200, pickle: 450, yaml: 200, msgpack: 150 };
const RUNS: readonly Run[] = [
  { kind: 'sqlite', releases: 'current' },
  { kind: 'postgres', releases: 'current' },
  { kind: 'mariadb', releases: 'current' },
  { kind: 'redis', releases: 'current' },
  { kind: 'sqlite', releases: 'oldest' },
  { kind: 'redis', releases: 'oldest' },
  { kind: 'sqlite', isSqlAlchemy: true, releases: 'current' },
  { kind: 'postgres', isSqlAlchemy: true, releases: 'current' },
  { kind: 'mariadb', isSqlAlchemy: true, releases: 'current' },
  { kind: 'sqlite', isSqlAlchemy: true, releases: 'oldest' },
];

const pythons = { current: await pythonOrSkip(), oldest: await pythonOrSkip('oldest') };

describe.concurrent('random results', () => {
  for (const run of RUNS) {
    const python = pythons[run.releases];
    const where = run.isSqlAlchemy ? `Celery's own tables in ${run.kind}` : run.kind;
    const title = `are answered on ${where} as the ${run.releases} releases answer them, seed ${seed}`;
    it.skipIf(python === undefined)(title, async () => compareAll(python ?? '', run), TIME);
  }
});

async function compareAll(python: string, run: Run): Promise<void> {
  const storage = await openStorage(run);
  if (storage === undefined) return;
  const django = await startLiveDjango(python, storage.database.url, storage.backend);
  const texts: string[] = [];
  try {
    // Celery creates its own tables with the first read
    if (run.isSqlAlchemy)
      await django.answer(settings('json'), [{ name: 'first', kind: 'first', steps: [], get: ['{1}'] }]);
    for (const serializer of ['json', 'pickle', 'yaml', 'msgpack'] as const)
      texts.push(...(await compare({ django, store: storage.backend ?? storage.database.url }, run, serializer)));
  } finally {
    await django.stop();
    await storage.close();
  }
  expect(texts.join('\n\n')).toBe('');
}

interface Storage {
  /** Django's database. */
  readonly database: TestDatabase;
  /** Celery's `result_backend`, where it is not the database. */
  readonly backend?: string;
  close(): Promise<void>;
}

async function openStorage({ kind, isSqlAlchemy }: Run): Promise<Storage | undefined> {
  const database = await testDatabaseOrSkip(kind === 'redis' ? 'sqlite' : kind);
  if (database === undefined) return undefined;
  if (isSqlAlchemy) return { database, backend: resultBackend(database), close: database.close };
  if (kind !== 'redis') return { database, close: database.close };
  const redis = await ownRedisOrSkip();
  if (redis === undefined) return undefined;
  const close = async (): Promise<void> => {
    await redis.stop();
    await database.close();
  };
  return { database, backend: redis.url, close };
}

interface Place {
  readonly django: LiveDjango;
  /** The URL of the results. */
  readonly store: string;
}

/** Compares the answers for one serializer. @returns a text for each difference */
async function compare({ django, store }: Place, run: Run, serializer: FuzzSerializer): Promise<string[]> {
  const version = /^\d+\.\d+/.exec(django.versions['python'] ?? '')?.[0] ?? '';
  const server = await startServer({
    store,
    args: [
      ...PATIENT,
      '--python',
      version,
      '--serializer',
      serializer,
      '--exception-classes',
      EXCEPTION_CLASSES,
      '--json-types',
      JSON_TYPES,
      '--log-level',
      'error',
    ],
  });
  const sides = { django, ours: rawClient(server.url), run: `fuzz-${seed}` };
  try {
    // rows by hand are of django-celery-results
    const handMade = run.releases === 'current' && run.kind !== 'redis' && !run.isSqlAlchemy;
    const options: FuzzOptions = {
      serializer,
      seed,
      count: countOf(serializer),
      cases: cases({ serializer, handMade }),
    };
    const { tally, found } = await fuzz(sides, options);
    const title = `${run.kind}, ${run.releases} releases, ${serializer}, seed ${seed}`;
    console.log(`${title}\n${table(tally)}`);
    expectEnough(tally, options.count);
    const texts = found.length === 0 ? [] : [`${title}: ${found.length} of ${options.count} cases differ`];
    const folder = run.isSqlAlchemy ? '5.7/sqlalchemy/' : '';
    for (const one of found.slice(0, 3)) {
      const smallest = (await shrink(sides, options, one)) ?? one;
      texts.push(await describeFound(sides, settings(serializer), { ...smallest, folder }));
    }
    return texts;
  } finally {
    sides.ours.close();
    await server.stop();
  }
}

/** The number of cases, each serializer with its usual share of them. */
function countOf(serializer: FuzzSerializer): number {
  if (caseCount === undefined) return COUNTS[serializer];
  const usual = Object.values(COUNTS).reduce((sum, count) => sum + count, 0);
  return Math.ceil((caseCount * COUNTS[serializer]) / usual);
}

/** Without cases, or with errors only, a comparison would find no difference. */
function expectEnough(tally: Tally, count: number): void {
  const rows = [...tally.values()];
  const sum = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((total, row) => total + of(row), 0);
  expect(sum((row) => row.cases)).toBe(count);
  expect(sum((row) => row.answers)).toBeGreaterThanOrEqual(2 * count);
  expect(sum((row) => row.good) / sum((row) => row.answers)).toBeGreaterThan(0.5);
}

function table(tally: Tally): string {
  return [...tally]
    .map(
      ([kind, { cases, answers, good }]) =>
        `  ${kind.padEnd(18)}${String(cases).padStart(6)} cases ${String(answers).padStart(7)} answers ` +
        `${String(good).padStart(7)} of them 200`,
    )
    .join('\n');
}
