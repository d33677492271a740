import { fileURLToPath } from 'node:url';
import {
  type DatabaseKind,
  pythonOrSkip,
  type Releases,
  startServer,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import { describe, expect, it } from 'vitest';
import type { FuzzSerializer } from './fuzz/cases.ts';
import { type LiveDjango, startLiveDjango } from './fuzz/django.ts';
import { type FuzzOptions, fuzz, settings, shrink, type Tally } from './fuzz/run.ts';
import { describeFound } from './fuzz/save.ts';
import { rawClient } from './raw-http.ts';

/**
 * Random results, written by Celery's own backend, that Django's own views and our server are asked about. The seed is in the output;
 * `CELERY_RESULTS_TEST_FUZZ_SEED` runs it again, `CELERY_RESULTS_TEST_FUZZ_CASES` sets how many of JSON there are.
 */

const { CELERY_RESULTS_TEST_FUZZ_SEED: givenSeed, CELERY_RESULTS_TEST_FUZZ_CASES: givenCount } = process.env;
const seed = givenSeed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(givenSeed);
const EXCEPTION_CLASSES = fileURLToPath(new URL('shop-errors.ts', import.meta.url));
const TIME = 10 * 60_000;

interface Run {
  readonly kind: DatabaseKind;
  readonly releases: Releases;
  readonly counts: Readonly<Record<FuzzSerializer, number>>;
}

const CURRENT = {
  releases: 'current',
  counts: { json: Number(givenCount ?? 7_000), pickle: 1_500, yaml: 1_000, msgpack: 500 },
} as const;
const RUNS: readonly Run[] = [
  { kind: 'sqlite', ...CURRENT },
  { kind: 'postgres', ...CURRENT },
  { kind: 'mariadb', ...CURRENT },
  { kind: 'sqlite', releases: 'oldest', counts: { json: 2_000, pickle: 500, yaml: 500, msgpack: 200 } },
];

const pythons = { current: await pythonOrSkip(), oldest: await pythonOrSkip('oldest') };

describe.concurrent('random results', () => {
  for (const run of RUNS) {
    const python = pythons[run.releases];
    const title = `are answered on ${run.kind} as the ${run.releases} releases answer them, seed ${seed}`;
    it.skipIf(python === undefined)(title, async () => compareAll(python ?? '', run), TIME);
  }
});

async function compareAll(python: string, run: Run): Promise<void> {
  const database = await testDatabaseOrSkip(run.kind);
  if (database === undefined) return;
  const django = await startLiveDjango(python, database.url);
  const texts: string[] = [];
  try {
    for (const serializer of ['json', 'pickle', 'yaml', 'msgpack'] as const)
      texts.push(...(await compare({ django, database }, run, serializer)));
  } finally {
    await django.stop();
    await database.close();
  }
  expect(texts.join('\n\n')).toBe('');
}

interface Place {
  readonly django: LiveDjango;
  readonly database: TestDatabase;
}

/** One serializer; gives a text for everything that differs. */
async function compare({ django, database }: Place, run: Run, serializer: FuzzSerializer): Promise<string[]> {
  const server = await startServer({
    store: database.url,
    args: ['--serializer', serializer, '--exception-classes', EXCEPTION_CLASSES, '--log-level', 'error'],
  });
  const sides = { django, ours: rawClient(server.url), run: `fuzz-${seed}` };
  try {
    const handMade = run.releases === 'current';
    const options: FuzzOptions = { serializer, seed, count: run.counts[serializer], handMade };
    const { tally, found } = await fuzz(sides, options);
    const title = `${run.kind}, ${run.releases} releases, ${serializer}, seed ${seed}`;
    console.log(`${title}\n${table(tally)}`);
    expectEnough(tally, options.count);
    const texts = found.length === 0 ? [] : [`${title}: ${found.length} of ${options.count} cases differ`];
    for (const one of found.slice(0, 3))
      texts.push(await describeFound(sides, settings(serializer), (await shrink(sides, options, one)) ?? one));
    return texts;
  } finally {
    sides.ours.close();
    await server.stop();
  }
}

/** A comparison of nothing, or of nothing but errors, would find no difference. */
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
        `  ${kind.padEnd(18)}${String(cases).padStart(6)} cases ${String(answers).padStart(7)} answers ${String(good).padStart(7)} of them 200`,
    )
    .join('\n');
}
