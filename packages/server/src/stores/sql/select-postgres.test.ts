import { testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';
import { createRowReader } from './read-rows.ts';
import type { RowSource } from './row-source.ts';
import { sessionState } from './session.ts';
import { parseSqlUrl } from './sql-location.ts';

const database = await testDatabaseOrSkip('postgres');
afterAll(() => database?.close());

/**
 * Creates a source with the same name for each table. Two servers may have such sources, and share a session behind a
 * pooler.
 */
function sourceOf(table: string): RowSource {
  return {
    name: 'notes',
    table,
    id: 'id',
    columns: ['id'],
    dates: new Set(),
    version: { plain: [], hashed: [], large: 'id' },
    large: undefined,
    texts: [],
    commonValues: new Map(),
    rowMaker: undefined,
  };
}

describe.skipIf(database === undefined)('a prepared statement', () => {
  it('has a different name for each text, and a new name after each change of the schema', async () => {
    await database?.execute('CREATE TABLE first (id text PRIMARY KEY); CREATE TABLE second (id text PRIMARY KEY)');
    const knex = connect(parseSqlUrl(database?.url ?? ''), { connections: 1 });
    const read = createRowReader(knex, 'postgres');
    const [first, second] = [sourceOf('first'), sourceOf('second')];
    await read(first, ['a']);
    await read(second, ['a']);
    await read(first, ['a']);
    sessionState(knex.client).schemaChanges += 1;
    await read(first, ['a']);
    const prepared: readonly { name: string; statement: string }[] = await knex('pg_prepared_statements');
    expect(new Set(prepared.map(({ name }) => name)).size).toBe(3);
    expect(prepared.map(({ statement }) => /"(first|second)"/.exec(statement)?.[1]).sort()).toEqual([
      'first',
      'first',
      'second',
    ]);
    await knex.destroy();
  });
});
