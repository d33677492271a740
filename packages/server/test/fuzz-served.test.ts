import { fileURLToPath } from 'node:url';
import {
  type DatabaseKind,
  pythonOrSkip,
  startServer,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import { describe, expect, it } from 'vitest';
import type { FuzzSerializer } from './fuzz/cases.ts';
import { type LiveDjango, startServedDjango } from './fuzz/django.ts';
import { storedByProjects } from './fuzz/eyes.ts';
import { type FuzzOptions, fuzz, settings, shrink } from './fuzz/run.ts';
import { describeFound } from './fuzz/save.ts';
import { caseCount, seed } from './fuzz/seed.ts';
import { rawClient } from './raw-http.ts';

/**
 * A new Django project under gunicorn and our server answer about what projects store: values and exceptions of
 * everyday packages, and columns that somebody changed by hand. See fuzz/seed.ts.
 */

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const TIME = 120 * 60_000;
const ARGS = [
  '--max-loop-delay',
  '60000',
  '--database-timeout',
  '60000',
  '--log-level',
  'error',
  '--exception-classes',
  pathOf('shop-errors.ts'),
  '--json-types',
  pathOf('shop-types.json'),
];

/** The cases of one run, and the usual number of them. */
const RUNS: readonly { readonly kind: DatabaseKind; readonly serializer: FuzzSerializer; readonly count: number }[] = [
  { kind: 'sqlite', serializer: 'json', count: 300 },
  { kind: 'sqlite', serializer: 'pickle', count: 300 },
  { kind: 'sqlite', serializer: 'yaml', count: 100 },
  { kind: 'sqlite', serializer: 'msgpack', count: 100 },
  { kind: 'postgres', serializer: 'json', count: 150 },
  { kind: 'mariadb', serializer: 'json', count: 150 },
];
/** A larger number is shared by the runs as the usual one is. */
const SHARE = caseCount === undefined ? 1 : (3 * caseCount) / RUNS.reduce((sum, { count }) => sum + count, 0);

const python = await pythonOrSkip();

describe('what projects store', () => {
  for (const { kind, serializer, count } of RUNS)
    it.skipIf(python === undefined)(
      `is answered as ${serializer} on ${kind} as a served project answers it, seed ${seed}`,
      async () => {
        const database = await testDatabaseOrSkip(kind);
        if (database === undefined) return;
        const django = await startServedDjango(python ?? '', database.url, serializer);
        try {
          const cases = storedByProjects(serializer);
          const options = { serializer, seed, cases, count: Math.ceil(count * SHARE) };
          expect(await differences(django, database, options)).toBe('');
        } finally {
          await django.stop();
          await database.close();
        }
      },
      TIME,
    );
});

async function differences(django: LiveDjango, database: TestDatabase, options: FuzzOptions): Promise<string> {
  const { serializer, count } = options;
  const version = /^\d+\.\d+/.exec(django.versions['python'] ?? '')?.[0] ?? '';
  const server = await startServer({
    store: database.url,
    args: [...ARGS, '--python', version, '--serializer', serializer],
  });
  const sides = { django, ours: rawClient(server.url), run: `served-${seed}` };
  try {
    const { tally, found } = await fuzz(sides, options);
    const good = [...tally.values()].reduce((sum, row) => sum + row.good, 0);
    console.log(`${database.kind}, ${serializer}: ${count} cases, ${good} answers of Django with status 200`);
    expect(good).toBeGreaterThan(count / 2);
    const texts: string[] = [];
    for (const one of found.slice(0, 3)) {
      const smallest = (await shrink(sides, options, one)) ?? one;
      texts.push(await describeFound(sides, settings(serializer), { ...smallest, folder: '' }));
    }
    return found.length === 0 ? '' : [`${found.length} of ${count} cases differ`, ...texts].join('\n\n');
  } finally {
    sides.ours.close();
    await server.stop();
  }
}
