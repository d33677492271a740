import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Listening, pythonOrSkip, startServer } from '@celery-results/testing';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { insertTasks } from './under-load.ts';

/** Schemathesis sends valid and invalid requests that follow from the OpenAPI document, and checks the answers. */

const SEED = '20261125';
const BATCH = '/v1/status/';
const STREAM = '/v1/events/';
const PROBE = '/readyz';
const LISTS: readonly string[] = ['/v1/tasks/', '/v1/groups/{id}/'];

const python = await pythonOrSkip('schemathesis');

describe.skipIf(python === undefined)('the OpenAPI document, read by Schemathesis', () => {
  let results: ResultsFile;
  let server: Listening;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
    results = await createResultsFile();
    new Database(results.file).exec(insertTasks()).close();
    server = await startServer({ store: results.url, args: ['--log-level', 'silent'] });
  });
  afterAll(async () => {
    await server.stop();
    await results.remove();
    await rm(folder, { recursive: true, force: true });
  });

  const run = (...args: readonly string[]): Promise<Judgement> =>
    new Promise((resolve) => {
      const command = join(dirname(python ?? ''), 'schemathesis');
      const usual = ['--seed', SEED, '--workers', '1', '--phases', 'coverage,fuzzing', '--no-color'];
      const all = ['run', `${server.url}v1/openapi.json`, ...usual, ...args];
      // it keeps notes in the folder where it runs
      const child = execFile(command, all, { cwd: folder }, (_error, output) =>
        resolve({ code: child.exitCode, output }),
      );
    });

  it.each([
    // an id in both halves is refused, which JSON Schema cannot say
    {
      title: 'batches',
      args: ['--include-path', BATCH, '--exclude-checks', 'positive_data_acceptance', '--max-examples', '200'],
    },
    // it counts a few letters among those that no id has
    // a stream has no end that it could wait for, and a probe answers 503 on a machine that is too busy for it
    {
      title: 'reads',
      args: [
        ...[BATCH, STREAM, PROBE, ...LISTS].flatMap((path) => ['--exclude-path', path]),
        '--exclude-checks',
        'negative_data_rejection',
        '--max-examples',
        '60',
      ],
    },
    // JSON Schema cannot say which cursor belongs to which filters
    {
      title: 'lists',
      args: [
        ...LISTS.flatMap((path) => ['--include-path', path]),
        '--exclude-checks',
        'negative_data_rejection,positive_data_acceptance',
        '--max-examples',
        '60',
      ],
    },
  ])(
    'describes $title',
    async ({ args }) => {
      const { code, output } = await run(...args);
      expect(code, output).toBe(0);
      expect(Number(/(\d+) generated/.exec(output)?.[1])).toBeGreaterThan(200);
      // hundreds of requests beside other tests
    },
    900_000,
  );
});

interface Judgement {
  readonly code: number | null;
  readonly output: string;
}
