import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedStore, openStore } from '../src/index.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { insertTask } from './stores/django-rows.ts';

const READERS = 12;
const MEGABYTES = 16;

let results: ResultsFile;
let store: OpenedStore;
beforeAll(async () => {
  results = await createResultsFile();
  const writer = new Database(results.file);
  const text = `"${'x'.repeat(MEGABYTES * 1024 * 1024)}"`;
  for (let n = 0; n < READERS; n += 1)
    await insertTask(
      { execute: (sql, values = []) => writer.prepare(sql).run(...values) },
      { id: `large-${n}`, result: text },
    );
  writer.close();
  store = await openStore(results.url, { timeout: 60_000 });
});
afterAll(async () => {
  await store.close();
  await results.remove();
});

describe('the check of a store', () => {
  it('waits for no reader of a large result', async () => {
    const finished: string[] = [];
    const reads = Array.from({ length: READERS }, async (_, n) => {
      expect((await store.results.tasks([`large-${n}`])).size).toBe(1);
      finished.push('read');
    });
    const check = store.check().then(() => finished.push('check'));
    await Promise.all([...reads, check]);
    // one read may end before: its file is in memory already
    expect(finished.indexOf('check')).toBeLessThan(3);
    expect(finished).toHaveLength(READERS + 1);
  });
});
