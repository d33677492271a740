import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Listening, pythonOrSkip, startServer } from '@celery-results/testing';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { insertTasks } from './under-load.ts';

/** Requests that Schemathesis makes out of the OpenAPI document, good ones and bad ones, and its judgement of the answers. */

const SEED = '20261125';
const BATCH = '/v1/status/';

const python = await pythonOrSkip('schemathesis');

describe.skipIf(python === undefined)('the OpenAPI document, as a stranger reads it', () => {
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
    ['batches', ['--include-path', BATCH, '--exclude-checks', 'positive_data_acceptance', '--max-examples', '200']],
    // it counts a few letters among those that no id has
    ['reads', ['--exclude-path', BATCH, '--exclude-checks', 'negative_data_rejection', '--max-examples', '60']],
  ])('is true of %s', async (_title, args) => {
    const { code, output } = await run(...args);
    expect(code, output).toBe(0);
    expect(Number(/(\d+) generated/.exec(output)?.[1])).toBeGreaterThan(200);
  });
});

interface Judgement {
  readonly code: number | null;
  readonly output: string;
}
