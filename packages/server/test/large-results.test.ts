import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate, openStore, type ResultStore } from '../src/index.ts';
import { connect } from '../src/stores/django/connect.ts';
import { addWhole } from '../src/stores/django/read-large.ts';
import type { FoundTask } from '../src/stores/django/rows.ts';
import { TASK_COLUMNS, TASK_TABLE } from '../src/stores/django/tables.ts';
import { piecesOfResult, type TaskRecord } from '../src/stores/record.ts';
import { parseStoreUrl } from '../src/stores/store-url.ts';
import { insertTask, type Row, type Writer, writerOf } from './large-rows.ts';

/** Results of more than a megabyte, which are read in pieces, on every database. */

/** Bytes of a piece. */
const PIECE = 1024 * 1024;

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`a large result on ${kind}`, () => {
    if (database !== undefined) hold(database);
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
    const writer: Writer = {
      execute: async (sql, values = []) => void database.prepare(sql).run(...values),
      close: async () => {},
    };
    const text = `"${'\\u00e9é'.repeat(500_000)}"`;
    await insertTask(writer, { id: 'large', result: text });
    database.close();
    const store = await openStore(url);
    const record = (await store.tasks(['large'])).get('large');
    if (record?.kind !== 'value') throw new Error(`it is ${record?.kind}`);
    expect(piecesOfResult(record.result).join('') === text.replaceAll('é', '\\u00e9')).toBe(true);
    await store.close();
    await rm(folder, { recursive: true });
  });
});

/** JSON text of a string, of so many bytes. */
const ofBytes = (bytes: number): string => `"${'x'.repeat(bytes - 2)}"`;

function hold(database: TestDatabase): void {
  let write: Writer;
  let store: ResultStore;
  let count = 0;

  beforeAll(async () => {
    await migrate(database.url);
    write = await writerOf(database);
  });
  afterAll(async () => {
    await write?.close();
    if (write !== database) await database.close();
  });
  beforeEach(async () => {
    store = await openStore(database.url);
  });
  afterEach(() => store.close());

  const stored = async (row: Omit<Row, 'id'>): Promise<string> => {
    count += 1;
    await insertTask(write, { id: `large-${count}`, ...row });
    return `large-${count}`;
  };
  const read = async (id: string, wish?: 'details' | 'version'): Promise<TaskRecord | undefined> =>
    (await store.tasks([id, 'nobody'], wish)).get(id);
  const resultOf = (record: TaskRecord | undefined): string =>
    record?.kind === 'value' ? piecesOfResult(record.result).join('') : `${record?.kind}`;

  it.each([PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 2 * PIECE + 1, 9 * PIECE - 1])(
    'is the same to the letter when it has %i bytes',
    async (bytes) => {
      const result = ofBytes(bytes);
      expect(resultOf(await read(await stored({ result }))) === result).toBe(true);
    },
  );

  it('may have characters of several bytes, wherever it is cut', async () => {
    for (const before of [0, 1, 2, 3]) {
      const text = `${'x'.repeat(before)}${'é€😀'.repeat(250_000)}`;
      const escaped = JSON.stringify(text).replace(
        /[^ -~]/g,
        (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      expect(resultOf(await read(await stored({ result: JSON.stringify(text) }))) === escaped).toBe(true);
    }
  });

  it('comes with the row’s details, and with its version, which changes with it', async () => {
    const id = await stored({ result: ofBytes(3 * PIECE) });
    const [details, version] = [await read(id, 'details'), await read(id, 'version')];
    expect(details?.details).toMatchObject({ dateDone: '2026-01-02T03:04:05.678901Z' });
    expect([resultOf(details).length, resultOf(version).length]).toEqual([3 * PIECE, 3 * PIECE]);
    expect(version?.version).toEqual((await store.versions([id])).get(id));
    expect(version?.version).toBeTypeOf('string');
    await write.execute('UPDATE django_celery_results_taskresult SET result = ? WHERE task_id = ?', [
      ofBytes(3 * PIECE).replace('x', 'y'),
      id,
    ]);
    expect((await read(id, 'version'))?.version).not.toBe(version?.version);
  });

  it('may be one that has to be read: an exception, or text in another form', async () => {
    const message = 'x'.repeat(2 * PIECE);
    const failed = await read(
      await stored({
        state: 'FAILURE',
        result: `{"exc_type": "ValueError", "exc_message": ["${message}"], "exc_module": "builtins"}`,
      }),
    );
    expect(failed).toMatchObject({ kind: 'exception', repr: `"ValueError('${message}')"` });
    const spaced = await read(await stored({ result: `["${message}",1]` }));
    expect(resultOf(spaced) === `["${message}", 1]`).toBe(true);
    const broken = await read(await stored({ result: `["${message}",` }));
    expect(broken).toMatchObject({ kind: 'undecodable', fault: { column: 'result', encoding: 'json' } });
  });

  it('is read once for all who ask for it at the same moment, and keeps nobody waiting who asks for another', async () => {
    const id = await stored({ result: ofBytes(9 * PIECE) });
    const small = await stored({ result: '1' });
    const ended: string[] = [];
    const ask = async (one: string): Promise<TaskRecord | undefined> => {
      const record = (await store.tasks([one])).get(one);
      ended.push(one);
      return record;
    };
    const [first, second] = await Promise.all([ask(id), ask(id), ask(small)]);
    expect(ended[0]).toBe(small);
    if (first?.kind !== 'value' || second?.kind !== 'value') throw new Error('not there');
    expect(second.result).toBe(first.result);
  });

  it('is whole where its row was written again since it was found, and absent where it is gone', async () => {
    const location = parseStoreUrl(database.url);
    const knex = connect(location);
    const source = { name: 'tasks', table: TASK_TABLE, id: 'task_id', columns: TASK_COLUMNS, large: 'result' };
    const wholeOf = async (id: string): Promise<FoundTask | undefined> => {
      const row: { large_size: number; whole?: FoundTask['whole'] } = { large_size: PIECE + 1 };
      addWhole(row, { knex, dialect: location.kind, source, id });
      return row.whole?.();
    };
    const grown = await wholeOf(await stored({ result: ofBytes(5 * PIECE) }));
    expect([grown?.status, String(grown?.result) === ofBytes(5 * PIECE)]).toEqual(['SUCCESS', true]);
    expect((await wholeOf(await stored({ result: '[1]' })))?.result).toBe('[1]');
    expect((await wholeOf(await stored({ result: '' })))?.result).toBe('');
    const emptied = await stored({ result: '1' });
    await write.execute('UPDATE django_celery_results_taskresult SET result = NULL WHERE task_id = ?', [emptied]);
    expect((await wholeOf(emptied))?.result).toBeNull();
    expect(await wholeOf('nobody')).toBeUndefined();
    await knex.destroy();
  });

  it('is among others in one question', async () => {
    const ids = [
      await stored({ result: ofBytes(2 * PIECE) }),
      await stored({ result: '1' }),
      await stored({ result: ofBytes(4 * PIECE) }),
    ];
    const found = await store.tasks(ids);
    expect(ids.map((id) => resultOf(found.get(id)).length)).toEqual([2 * PIECE, 1, 4 * PIECE]);
  });
}
