import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate, type OpenedStore } from '../src/index.ts';
import type { TaskRow as ReadRow } from '../src/stores/django/stored-form.ts';
import { TASK_TABLE, taskSource } from '../src/stores/django/tables.ts';
import { chunksOfResult, type TaskRecord } from '../src/stores/record.ts';
import { connect } from '../src/stores/sql/connect.ts';
import { createFullRowLoader } from '../src/stores/sql/read-large.ts';
import { parseSqlUrl } from '../src/stores/sql/sql-location.ts';
import { createLargeWriter, type LargeWriter } from './large-writer.ts';
import { openTestStore } from './open-test-store.ts';
import { insertTask, type TaskRow, tasksSql } from './stores/django-rows.ts';

/** Results of more than a megabyte, which are read in chunks, on every database. */

const CHUNK_BYTES = 1024 * 1024;

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`a large result on ${kind}`, () => {
    if (database !== undefined) describeLargeResults(database);
  });
}

describe('a SQLite file in another encoding', () => {
  it.each(['UTF-16le', 'UTF-16be'])('has large results too: %s', async (encoding) => {
    const folder = await mkdtemp(join(tmpdir(), 'celery-results-'));
    const file = join(folder, 'results.sqlite');
    const database = new Database(file);
    database.pragma(`encoding = '${encoding}'`);
    database.exec('CREATE TABLE first (id INTEGER)');
    const url = `sqlite:///${file}`;
    await migrate(url);
    const text = `"${'\\u00e9é'.repeat(500_000)}"`;
    database.exec(tasksSql([{ id: 'large', result: text }]));
    database.close();
    const store = await openTestStore(url);
    const record = (await store.results.tasks(['large'])).get('large');
    if (record?.kind !== 'value') throw new Error(`unexpected kind ${record?.kind}`);
    expect(chunksOfResult(record.result).join('') === text.replaceAll('é', '\\u00e9')).toBe(true);
    await store.close();
    await rm(folder, { recursive: true });
  });
});

/** JSON text of a string, of so many bytes. */
const ofBytes = (bytes: number): string => `"${'x'.repeat(bytes - 2)}"`;

function describeLargeResults(database: TestDatabase): void {
  let writer: LargeWriter;
  let store: OpenedStore;
  let count = 0;

  beforeAll(async () => {
    await migrate(database.url);
    writer = await createLargeWriter(database);
  });
  afterAll(async () => {
    await writer?.close();
    if (writer !== database) await database.close();
  });
  beforeEach(async () => {
    store = await openTestStore(database.url);
  });
  afterEach(() => store.close());

  const stored = async (row: Omit<TaskRow, 'id'>): Promise<string> => {
    count += 1;
    await insertTask(writer, { id: `large-${count}`, ...row });
    return `large-${count}`;
  };
  const read = async (id: string, include?: 'details' | 'version'): Promise<TaskRecord | undefined> =>
    (await store.results.tasks([id, 'nobody'], include)).get(id);
  const resultOf = (record: TaskRecord | undefined): string =>
    record?.kind === 'value' ? chunksOfResult(record.result).join('') : `${record?.kind}`;

  it.each([CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES, 2 * CHUNK_BYTES + 1, 9 * CHUNK_BYTES - 1])(
    'is unchanged when it has %i bytes',
    async (bytes) => {
      const result = ofBytes(bytes);
      expect(resultOf(await read(await stored({ result }))) === result).toBe(true);
    },
  );

  it('may have characters of several bytes at the end of a chunk', async () => {
    for (const before of [0, 1, 2, 3]) {
      const text = `${'x'.repeat(before)}${'é€😀'.repeat(250_000)}`;
      const escaped = JSON.stringify(text).replace(
        /[^ -~]/g,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      expect(resultOf(await read(await stored({ result: JSON.stringify(text) }))) === escaped).toBe(true);
    }
  });

  it('comes with details, and with a version that changes with it', async () => {
    const id = await stored({ result: ofBytes(3 * CHUNK_BYTES) });
    const [details, version] = [await read(id, 'details'), await read(id, 'version')];
    expect(details?.details).toMatchObject({ dateDone: '2026-01-02T03:04:05.678901Z' });
    expect([resultOf(details).length, resultOf(version).length]).toEqual([3 * CHUNK_BYTES, 3 * CHUNK_BYTES]);
    expect(version?.version).toEqual((await store.results.versions([id])).get(id));
    expect(version?.version).toBeTypeOf('string');
    await writer.execute('UPDATE django_celery_results_taskresult SET result = ? WHERE task_id = ?', [
      ofBytes(3 * CHUNK_BYTES).replace('x', 'y'),
      id,
    ]);
    expect((await read(id, 'version'))?.version).not.toBe(version?.version);
  });

  it('may need decoding: an exception, or text in another form', async () => {
    const message = 'x'.repeat(2 * CHUNK_BYTES);
    const failed = await read(
      await stored({
        status: 'FAILURE',
        result: `{"exc_type": "ValueError", "exc_message": ["${message}"], "exc_module": "builtins"}`,
      }),
    );
    expect(failed).toMatchObject({ kind: 'exception', repr: `"ValueError('${message}')"` });
    const spaced = await read(await stored({ result: `["${message}",1]` }));
    expect(resultOf(spaced) === `["${message}", 1]`).toBe(true);
    const broken = await read(await stored({ result: `["${message}",` }));
    expect(broken).toMatchObject({ kind: 'undecodable', reason: { field: 'result', encoding: 'json' } });
  });

  it('is read once for all requests of one moment, and makes no other request wait', async () => {
    const id = await stored({ result: ofBytes(9 * CHUNK_BYTES) });
    const small = await stored({ result: '1' });
    const ended: string[] = [];
    const ask = async (one: string): Promise<TaskRecord | undefined> => {
      const record = (await store.results.tasks([one])).get(one);
      ended.push(one);
      return record;
    };
    const [first, second] = await Promise.all([ask(id), ask(id), ask(small)]);
    expect(ended[0]).toBe(small);
    if (first?.kind !== 'value' || second?.kind !== 'value') throw new Error('unexpected kind');
    expect(second.result).toBe(first.result);
  });

  it('is read in its current form, if its row was changed or removed after the query', async () => {
    const location = parseSqlUrl(database.url);
    const knex = connect(location);
    const loader = createFullRowLoader<Partial<ReadRow>>(knex, location.kind, taskSource(TASK_TABLE));
    const load = async (id: string, size = CHUNK_BYTES + 1): Promise<Partial<ReadRow> | undefined> => {
      const row = { task_id: id, large_size: size };
      expect(loader.isComplete(row)).toBe(false);
      return (await loader.load([row]))[0];
    };
    const grown = await load(await stored({ result: ofBytes(5 * CHUNK_BYTES) }));
    expect([grown?.status, String(grown?.result) === ofBytes(5 * CHUNK_BYTES)]).toEqual(['SUCCESS', true]);
    expect((await load(await stored({ result: '[1]' })))?.result).toBe('[1]');
    expect((await load(await stored({ result: '' })))?.result).toBe('');
    const emptied = await stored({ result: '1' });
    await writer.execute('UPDATE django_celery_results_taskresult SET result = NULL WHERE task_id = ?', [emptied]);
    expect((await load(emptied))?.result).toBeNull();
    expect(await load('nobody')).toBeUndefined();
    const grownFromSmall = await load(await stored({ result: ofBytes(5 * CHUNK_BYTES) }), 20_000);
    expect(String(grownFromSmall?.result)).toBe(ofBytes(5 * CHUNK_BYTES));
    await knex.destroy();
  });

  it('may be one of several results in one lookup', async () => {
    const ids = [
      await stored({ result: ofBytes(2 * CHUNK_BYTES) }),
      await stored({ result: '1' }),
      await stored({ result: ofBytes(4 * CHUNK_BYTES) }),
    ];
    const found = await store.results.tasks(ids);
    expect(ids.map((id) => resultOf(found.get(id)).length)).toEqual([2 * CHUNK_BYTES, 1, 4 * CHUNK_BYTES]);
  });
}
