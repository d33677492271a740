import { freePort, type PostgresPair, postgresPairOrSkip } from '@celery-results/testing';
import type { Knex } from 'knex';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { migrate, openStore } from '../src/index.ts';
import { ask } from '../src/stores/sql/ask.ts';
import { connect } from '../src/stores/sql/connect.ts';
import { parseSqlUrl } from '../src/stores/sql/sql-location.ts';
import { insertTask } from './stores/django-rows.ts';

const TASKS = 'django_celery_results_taskresult';
const SOON = { timeout: 30_000, interval: 100 };

// a read that conflicts with the recovery of the standby is cancelled at once
const pair = await postgresPairOrSkip(['max_standby_streaming_delay = 0', 'max_standby_archive_delay = 0']);
afterAll(() => pair?.close());

describe.skipIf(pair === undefined)('a PostgreSQL server with a standby', () => {
  if (pair !== undefined) describePair(pair);
});

function describePair({ primary, standby, ...servers }: PostgresPair): void {
  let writer: Knex;
  let reader: Knex;
  const write = (id: string, result: string): Promise<void> =>
    insertTask({ execute: (sql, values) => writer.raw(sql, [...(values ?? [])]) }, { id, result });
  const isReplayed = async (id: string): Promise<boolean> =>
    (
      await reader(TASKS)
        .where('task_id', id)
        .catch(() => [])
    ).length === 1;

  beforeAll(async () => {
    await migrate(primary);
    writer = connect(parseSqlUrl(primary), { write: true });
    reader = connect(parseSqlUrl(standby));
    await write('a', '1');
    await vi.waitFor(async () => expect(await isReplayed('a')).toBe(true), SOON);
  });
  afterAll(async () => {
    await writer.destroy();
    await reader.destroy();
  });

  /** Which server answers a URL of several ones. */
  async function serverOf(hosts: string, target: string): Promise<unknown> {
    const url = new URL(primary);
    const knex = connect(
      parseSqlUrl(`postgres://${url.username}:${url.password}@${hosts}/postgres?target_session_attrs=${target}`),
      {
        timeout: 20_000,
      },
    );
    try {
      const { rows } = await knex.raw('SELECT pg_is_in_recovery() AS standby');
      return rows[0].standby ? 'standby' : 'primary';
    } catch (error) {
      return String(error);
    } finally {
      await knex.destroy();
    }
  }

  it('is found by target_session_attrs, in the order of the hosts', async () => {
    const [first, second] = [new URL(primary).host, new URL(standby).host];
    const closed = `127.0.0.1:${await freePort()}`;
    expect(await serverOf(`${first},${second}`, 'any')).toBe('primary');
    expect(await serverOf(`${second},${first}`, 'any')).toBe('standby');
    expect(await serverOf(`${closed},${second}`, 'any')).toBe('standby');
    for (const target of ['primary', 'read-write'])
      expect(await serverOf(`${second},${first}`, target)).toBe('primary');
    for (const target of ['standby', 'read-only', 'prefer-standby'])
      expect(await serverOf(`${first},${second}`, target)).toBe('standby');
    expect(await serverOf(`${closed},${first}`, 'prefer-standby')).toBe('primary');
    expect(await serverOf(first, 'standby')).toContain('no server of the store URL is a standby');
  });

  it('cancels a read on the standby that conflicts with recovery, and the read is tried once more', async () => {
    let asked = 0;
    const answer = ask(reader, async () => {
      asked += 1;
      const { rows } = await reader.raw(
        asked === 1 ? `SELECT pg_sleep(1) FROM ${TASKS}` : `SELECT 1 AS one FROM ${TASKS}`,
      );
      return rows;
    });
    await expect
      .poll(
        async () => (await writer.raw(`ALTER TABLE ${TASKS} ALTER COLUMN status SET STATISTICS 100`)) && asked,
        SOON,
      )
      .toBe(2);
    expect(await answer).toEqual([{ one: 1 }]);
  });

  it('answers from the replica, and asks the primary for what is late or while the replica is gone', async () => {
    const warnings: string[] = [];
    const store = await openStore(primary, { replica: standby, warn: (line) => warnings.push(line) });
    const read = async (id: string): Promise<unknown> =>
      ((await store.results.tasks([id])).get(id) as { result?: unknown } | undefined)?.result;
    expect(await read('a')).toBe('1');
    // a replica that stands still: what it has is answered, what it lacks comes from the primary
    const replay = connect(parseSqlUrl(standby), { write: true });
    await replay.raw('SELECT pg_wal_replay_pause()');
    await writer(TASKS).where('task_id', 'a').update({ result: '2' });
    await write('late', '3');
    expect([await read('a'), await read('late'), await read('nobody')]).toEqual(['1', '3', undefined]);
    expect([...(await store.results.tasks(['a', 'late', 'nobody'], 'version')).keys()]).toEqual(['a', 'late']);
    await replay.raw('SELECT pg_wal_replay_resume()');
    await replay.destroy();
    await expect.poll(() => read('a'), SOON).toBe('2');
    expect(warnings).toEqual([]);
    await servers.stopStandby();
    await writer(TASKS).where('task_id', 'a').update({ result: '4' });
    for (let time = 0; time < 20; time += 1) expect(await read('a')).toBe('4');
    expect(warnings).toEqual([expect.stringContaining('the replica cannot be read, and the primary answers alone')]);
    await servers.startStandby();
    await expect.poll(async () => (await read('a')) && warnings.at(-1), SOON).toBe('the replica is read again');
    await store.close();
  });

  it('is answered by the replica alone while the primary is gone', async () => {
    const store = await openStore(primary, { replica: standby });
    expect((await store.results.tasks(['a'])).size).toBe(1);
    await servers.stopPrimary();
    expect((await store.results.tasks(['a'])).size).toBe(1);
    await expect(store.results.tasks(['nobody'])).rejects.toMatchObject({ failure: 'outage' });
    await store.check();
    await servers.stopStandby();
    await expect(store.check()).rejects.toMatchObject({ failure: 'outage' });
    await store.close();
  });
}
