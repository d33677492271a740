import { ownServerOrSkip, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { examineStore, migrate } from '../src/index.ts';
import { insertTask } from './stores/django-rows.ts';

const TASKS = 'django_celery_results_taskresult';
const GROUPS = 'django_celery_results_groupresult';
const CHORDS = 'django_celery_results_chordcounter';

/** The findings about unique indexes: reads without one scan the table. */
async function indexes(url: string): Promise<readonly string[]> {
  return (await examineStore(url)).filter(({ check }) => check === 'indexes').map(({ level }) => level);
}

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const available = await testDatabaseOrSkip(kind);
  await available?.close();
  describe.skipIf(available === undefined)(`migrate on ${kind}`, () => describeMigrate(kind));
}

function describeMigrate(kind: TestDatabase['kind']): void {
  let database: TestDatabase;
  beforeEach(async () => {
    const opened = await testDatabaseOrSkip(kind);
    if (!opened) throw new Error(`${kind} is gone`);
    database = opened;
  });
  afterEach(() => database.close());

  async function dropUnique(): Promise<void> {
    const name = `${TASKS}_task_id_unique`;
    if (kind === 'postgres') await database.execute(`ALTER TABLE ${TASKS} DROP CONSTRAINT ${name}`);
    else await database.execute(`DROP INDEX ${name} ${kind === 'mariadb' ? `ON ${TASKS}` : ''}`);
  }

  it('adds the unique index that an interrupted run left out', async () => {
    expect(await migrate(database.url)).toEqual([TASKS, GROUPS, CHORDS]);
    await dropUnique();
    expect(await migrate(database.url)).toEqual([TASKS]);
    expect(await indexes(database.url)).toEqual(['ok', 'ok']);
    expect(await migrate(database.url)).toEqual([]);
  });

  it('says that rows have the same id', async () => {
    await migrate(database.url);
    await dropUnique();
    for (const id of ['a', 'a']) await insertTask(database, { id });
    await expect(migrate(database.url)).rejects.toThrow(
      `${TASKS} cannot be created: several rows have the same task_id, and it needs a unique index`,
    );
  });

  it('says which columns of an existing table are missing', async () => {
    await migrate(database.url);
    await database.execute(`ALTER TABLE ${GROUPS} DROP COLUMN content_encoding`);
    await expect(migrate(database.url)).rejects.toThrow(`${GROUPS} exists and has no column content_encoding`);
  });

  it('leaves no table behind that it could not finish', async () => {
    // an index or a table of another program has one of the names
    if (kind === 'mariadb') return;
    await database.execute('CREATE TABLE other (x integer); CREATE INDEX django_cele_worker_d54dd8_idx ON other (x)');
    await expect(migrate(database.url)).rejects.toThrow(`${TASKS} cannot be created: the database refused a statement`);
    await database.execute('DROP TABLE other');
    expect(await migrate(database.url)).toEqual([TASKS, GROUPS, CHORDS]);
    expect(await indexes(database.url)).toEqual(['ok', 'ok']);
  });

  it('makes ids as long as it is asked to', async () => {
    await migrate(database.url, { taskIdMaxLength: 40 });
    // SQLite keeps longer texts
    if (kind === 'sqlite') return;
    await insertTask(database, { id: 'x'.repeat(40) });
    await expect(insertTask(database, { id: 'x'.repeat(41) })).rejects.toThrow(/too long/);
  });

  if (kind === 'sqlite') return;

  it('says which rights are missing, and goes on once they are there', async () => {
    const user = `maker_${new URL(database.url).pathname.slice(-12)}`;
    const url = new URL(database.url);
    [url.username, url.password] = [user, 'pw'];
    const schema = kind === 'postgres' ? 'SCHEMA public' : `${url.pathname.slice(1)}.*`;
    await database.execute(
      kind === 'postgres' ? `CREATE ROLE ${user} LOGIN PASSWORD 'pw'` : `CREATE USER ${user} IDENTIFIED BY 'pw'`,
    );
    try {
      if (kind === 'postgres') await database.execute('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
      // INDEX is missing, so that a half of the work can be done
      else await database.execute(`GRANT SELECT, CREATE ON ${schema} TO ${user}`);
      const refused = await migrate(url.href).catch((error: unknown) => error);
      expect(refused).toMatchObject({ failure: 'rights', message: expect.stringContaining(`may not create ${TASKS}`) });
      await database.execute(
        kind === 'postgres' ? `GRANT CREATE, USAGE ON ${schema} TO ${user}` : `GRANT ALL ON ${schema} TO ${user}`,
      );
      expect(await migrate(url.href)).toEqual([TASKS, GROUPS, CHORDS]);
      expect(await indexes(database.url)).toEqual(['ok', 'ok']);
    } finally {
      if (kind === 'postgres') await database.execute(`DROP OWNED BY ${user} CASCADE`);
      await database.execute(kind === 'postgres' ? `DROP ROLE ${user}` : `DROP USER ${user}`);
    }
  });
}

const own = await ownServerOrSkip('mariadb');
afterAll(() => own?.close());

describe.skipIf(own === undefined)('migrate on a MariaDB with the row format of old versions', () => {
  it('creates tables with their indexes', async () => {
    const session = await own?.connect();
    await session?.rows('SET GLOBAL innodb_default_row_format = compact');
    await session?.rows('CREATE DATABASE old CHARACTER SET utf8mb4');
    const url = (own?.url ?? '').replace(/mysql$/, 'old');
    expect(await migrate(url)).toHaveLength(3);
    expect(await indexes(url)).toEqual(['ok', 'ok']);
    await session?.rows('DROP DATABASE old');
    await session?.close();
  });
});
