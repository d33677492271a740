import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from './connect.ts';
import { writeValues } from './mysql-query.ts';
import { createRowReader } from './read-rows.ts';
import type { RowSource } from './row-source.ts';
import { sessionState } from './session.ts';
import { parseSqlUrl } from './sql-location.ts';

const SOURCE: RowSource = {
  name: 'notes',
  table: 'notes',
  id: 'id',
  columns: ['id', 'text'],
  dates: new Set(),
  version: { plain: [], hashed: [], large: 'text' },
  large: undefined,
  texts: [],
  commonValues: new Map(),
  rowMaker: undefined,
};

/** SQL injection that works if a backslash escapes nothing: it ends a quoted text and adds a row with a secret. */
const ATTACK = "zz\\') union select 0x7a7a, password from secrets -- ";

const database = await testDatabaseOrSkip('mariadb');
describe.skipIf(database === undefined)('a session of MySQL', () => {
  if (database !== undefined) describeSession(database);
});

function describeSession(database: TestDatabase): void {
  let knex: Knex;
  beforeAll(async () => {
    await database.execute(`CREATE TABLE notes (id varchar(255) PRIMARY KEY, text longtext);
      CREATE TABLE secrets (password varchar(255)); INSERT INTO secrets VALUES ('hunter2')`);
    await database.execute('INSERT INTO notes VALUES (?, ?)', ['a\\\'"?\n任务', 'found']);
    knex = connect(parseSqlUrl(database.url));
  });
  afterAll(async () => {
    await knex.destroy();
    await database.close();
  });

  it('has the modes and the character set of this server, not those of the database', async () => {
    for (const write of [false, true]) {
      const own = connect(parseSqlUrl(database.url), { write });
      const [[row]] = await own.raw('SELECT @@sql_mode AS modes, @@character_set_client AS charset');
      expect(row).toEqual({ modes: 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', charset: 'utf8mb4' });
      await own.destroy();
    }
  });

  describe.each([{ prepares: true }, { prepares: false }])('with prepared statements: $prepares', ({ prepares }) => {
    it.each(['', 'NO_BACKSLASH_ESCAPES', 'ANSI_QUOTES', 'ORACLE'])(
      'treats an id only as a value in the mode "%s"',
      async (mode) => {
        sessionState(knex.client).prepares = prepares;
        await knex.raw(`SET SESSION sql_mode = '${mode}'`);
        const found = await createRowReader(knex, 'mysql')(SOURCE, [ATTACK, 'a\\\'"?\n任务', '']);
        expect([...found.values()]).toEqual([{ id: 'a\\\'"?\n任务', text: 'found' }]);
      },
    );
  });

  it('prepares few statements for reads of many different numbers of ids', async () => {
    sessionState(knex.client).prepares = true;
    const read = createRowReader(knex, 'mysql');
    const prepared = async (): Promise<number> => {
      const [[row]] = await knex.raw("SHOW SESSION STATUS LIKE 'Com_stmt_prepare'");
      return Number(row.Value);
    };
    const before = await prepared();
    for (let count = 1; count <= 64; count += 1)
      await read(
        SOURCE,
        Array.from({ length: count }, (_, n) => `n${n}`),
      );
    expect((await prepared()) - before).toBeLessThan(10);
  });
}

describe('writeValues', () => {
  it('writes text as digits, and numbers and null unchanged', () => {
    expect(writeValues('SELECT ?, ?, ?, ?', ["a'", '', 5, null])).toBe("SELECT _utf8mb4 X'6127', _utf8mb4 '', 5, NULL");
  });

  it.each([[['a', 'b']], [[]], [[1.5]], [[{}]]])('refuses the values %j', (values) => {
    expect(() => writeValues('SELECT ?', values)).toThrow(TypeError);
  });
});
