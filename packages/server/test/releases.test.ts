import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { pythonOrSkip, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestStore } from './open-test-store.ts';
import { groupResult, insertGroup, insertTask } from './stores/django-rows.ts';

/** The tables of every release of django-celery-results, made by Django's own migrations. */

const run = promisify(execFile);
const CAPTURE = fileURLToPath(new URL('../../../conformance/capture/', import.meta.url));
const MIGRATE = fileURLToPath(new URL('migrate-with-django.py', import.meta.url));

/** A release, and the last migration that it came with. */
const RELEASES = [
  { release: '2.0', migration: '0008', hasGroups: false },
  { release: '2.1', migration: '0009', hasGroups: true },
  { release: '2.2', migration: '0010', hasGroups: true },
  { release: '2.3 to 2.5', migration: '0011', hasGroups: true },
  { release: '2.6', migration: '0014', hasGroups: true },
] as const;

const python = await pythonOrSkip();

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(python === undefined || database === undefined)(`tables of earlier releases on ${kind}`, () => {
    if (python !== undefined && database !== undefined) describeReleases(python, database);
  });
}

function describeReleases(interpreter: string, database: TestDatabase): void {
  afterAll(() => database.close());

  const migrate = (...args: readonly string[]): Promise<unknown> =>
    run(interpreter, [MIGRATE, ...args], {
      env: { ...process.env, DATABASE_URL: database.url, PYTHONPATH: CAPTURE, PYTHONDONTWRITEBYTECODE: '1' },
    });

  it.each(RELEASES)('reads the tables of django-celery-results $release, during later migrations too', async (row) => {
    await migrate(row.migration, ...(database.kind === 'mariadb' ? ['191'] : []));
    const warnings: string[] = [];
    const store = await openTestStore(database.url, { warn: (message) => warnings.push(message) });
    await insertTask(database, { id: row.migration, result: '1' });
    expect((await store.results.tasks([row.migration], 'details')).get(row.migration)).toMatchObject({
      kind: 'value',
      result: '1',
      // the hour is that of the test's own session
      details: { dateDone: expect.stringMatching(/^2026-01-0\dT\d\d:\d\d:05.678901Z$/) },
    });
    if (row.hasGroups) await insertGroup(database, { id: row.migration, result: groupResult('g', []) });
    expect((await store.results.groups([row.migration])).size).toBe(row.hasGroups ? 1 : 0);
    expect(warnings).toEqual(
      row.hasGroups ? [] : ['there is no table django_celery_results_groupresult: every group is unknown'],
    );
    // an open store goes on while Django migrates
    await migrate('0014');
    expect((await store.results.tasks([row.migration])).size).toBe(1);
    await store.close();
    if (row.migration !== '0014') await migrate('zero');
  });
}
