import { type OwnServer, ownServerOrSkip, pgBouncerOrSkip, type Session } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { migrate, type OpenedStore } from '../src/index.ts';
import type { FoundBy } from '../src/stores/change-source.ts';
import { FUNCTION, TRIGGER } from '../src/stores/sql/notify-trigger.ts';
import { openTestStore } from './open-test-store.ts';
import { runCommand } from './run-command.ts';
import { insertGroup, insertTask } from './stores/django-rows.ts';

/** The triggers of PostgreSQL, and a store that listens to them. */

const TASKS = 'django_celery_results_taskresult';
/** Polls so rarely that only a notification can be in time. */
const NO_POLLS = { pollInterval: 60_000 };

const database = await ownServerOrSkip('postgres');

describe.skipIf(!database)('changes that PostgreSQL reports', () => {
  const server = database as OwnServer;
  let session: Session;
  const stores: OpenedStore[] = [];
  const execute = async (sql: string, values: readonly (string | number | null)[] = []): Promise<void> => {
    const literals = values.map((value) => (value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`));
    await session.rows(sql.replace(/\?/g, () => literals.shift() ?? 'NULL'));
  };
  const notify = async (action: string): Promise<string> => {
    const { code, stdout, stderr } = await runCommand(['notify', action, '--store', server.url]);
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  };

  beforeAll(async () => {
    await migrate(server.url);
    session = await server.connect();
    for (const id of ['a', 'b', 'c', 'd', 'e']) await insertTask({ execute }, { id, status: 'STARTED' });
    await notify('install');
  });
  afterAll(async () => {
    for (const store of stores) await store.close();
    await session.close();
    await server.close();
  });

  /** Watches ids of a store of its own, and collects the reports after the first. */
  async function watch(tasks: readonly string[], url = server.url, options = NO_POLLS) {
    const warnings: string[] = [];
    const store = await openTestStore(url, { ...options, warn: (message) => warnings.push(message) });
    stores.push(store);
    const reported: string[] = [];
    const found: FoundBy[] = [];
    let rounds = 0;
    const watching = store.changes.watch((changed, foundBy = 'change') => {
      rounds += 1;
      reported.push(...changed.tasks, ...changed.groups);
      found.push(foundBy);
    });
    watching.set({ tasks: new Set(tasks), groups: new Set(['g']) });
    return { store, reported, warnings, found, rounds: () => rounds };
  }

  /** Settles once the store listens: then it has read everything again. */
  const listening = (one: { rounds(): number }): Promise<void> =>
    vi.waitFor(() => expect(one.rounds()).toBeGreaterThanOrEqual(2), { timeout: 20_000 });

  const setStatus = (id: string, status: string): Promise<void> =>
    execute(`UPDATE ${TASKS} SET status = ? WHERE task_id = ?`, [status, id]);

  it('arrive without a poll: a write, a first row, a removal, a group', async () => {
    const one = await watch(['a', 'b', 'appears']);
    await listening(one);
    for (const [id, act] of [
      ['a', () => setStatus('a', 'SUCCESS')],
      ['appears', () => insertTask({ execute }, { id: 'appears' })],
      ['b', () => execute(`DELETE FROM ${TASKS} WHERE task_id = ?`, ['b'])],
      ['g', () => insertGroup({ execute }, { id: 'g', result: null })],
    ] as const) {
      one.reported.length = 0;
      await act();
      // an empty group is none, and has no version
      if (id !== 'g') await vi.waitFor(() => expect(one.reported).toEqual([id]), { timeout: 20_000 });
    }
  });

  it('come again after the connection was closed, and what was missed is read', async () => {
    const one = await watch(['c']);
    await listening(one);
    const before = one.rounds();
    await server.kill(session);
    await setStatus('c', 'SUCCESS');
    await vi.waitFor(() => expect(one.rounds()).toBeGreaterThan(before), { timeout: 30_000 });
    expect(one.warnings).toHaveLength(1);
    await vi.waitFor(
      async () => {
        one.reported.length = 0;
        await setStatus('c', `S${Math.random()}`);
        await vi.waitFor(() => expect(one.reported).toContain('c'), { timeout: 500 });
      },
      { timeout: 30_000 },
    );
  });

  it('are looked for again when the connection only looks alive', async () => {
    const one = await watch(['d']);
    await listening(one);
    const thaw = await server.freeze(session);
    const before = one.rounds();
    await vi.waitFor(() => expect(one.warnings).toHaveLength(1), { timeout: 40_000 });
    thaw();
    await setStatus('d', 'SUCCESS');
    await vi.waitFor(() => expect(one.rounds()).toBeGreaterThan(before), { timeout: 30_000 });
    expect(one.reported).toContain('d');
  });

  it('are found by polling behind a pooler of transactions, with one warning', async () => {
    const pooler = await pgBouncerOrSkip(server.url, { mode: 'transaction', ignored: ['options'] });
    if (!pooler) return;
    const one = await watch(['e'], pooler.url, { pollInterval: 200 });
    await vi.waitFor(() => expect(one.warnings).toHaveLength(1), { timeout: 30_000 });
    one.reported.length = 0;
    await setStatus('e', 'SUCCESS');
    await vi.waitFor(() => expect(one.reported).toContain('e'), { timeout: 20_000 });
    await one.store.close();
    await pooler.close();
  });

  it('cannot fail a writer, and leave migrations possible', async () => {
    await execute(`ALTER TABLE ${TASKS} ALTER COLUMN task_id TYPE varchar(9000)`);
    await insertTask({ execute }, { id: 'ä'.repeat(9_000) });
    await execute(`DELETE FROM ${TASKS} WHERE length(task_id) = 9000`);
    await execute(`ALTER TABLE ${TASKS} RENAME COLUMN task_id TO other_id`);
    await execute(`UPDATE ${TASKS} SET status = 'X' WHERE other_id = 'a'`);
    await execute(`ALTER TABLE ${TASKS} RENAME COLUMN other_id TO task_id`);
    await execute(`ALTER TABLE ${TASKS} ALTER COLUMN task_id TYPE varchar(255)`);
  });

  it('say in one sentence what keeps them from being installed', async () => {
    const { code, stderr } = await runCommand(['notify', 'install', '--store', server.url, '--table-prefix', 'no_']);
    expect([code, stderr]).toEqual([
      2,
      'celery-results-server: PostgreSQL refuses: relation "no_django_celery_results_taskresult" does not exist\n',
    ]);
  });

  it('are switched on and off by the command', async () => {
    expect(await notify('status')).toMatch(
      /taskresult: installed\n.*groupresult: installed\nnotification queue: 0 % full/,
    );
    const printed = await notify('print');
    expect(printed).toContain(`CREATE TRIGGER ${TRIGGER} AFTER INSERT OR UPDATE OR DELETE`);
    expect(printed).toContain('migrations.RunSQL(');
    expect(await notify('uninstall')).toContain('removed from');
    expect(await notify('status')).toMatch(/taskresult: not installed/);
    const left = await session.rows(`SELECT proname FROM pg_proc WHERE proname = '${FUNCTION}'`);
    expect(left).toEqual([]);
    await notify('install');
    expect(await notify('install')).toContain('installed on');
  });
});

describe('the command', () => {
  it('refuses other databases and actions in one sentence', async () => {
    for (const [args, message] of [
      [['notify', 'print', '--store', 'sqlite:///a'], /notify is for PostgreSQL/],
      [['notify', '--store', 'postgres://h/d'], /notify needs one of print, install, uninstall, status/],
      [['notify', 'print', 'more', '--store', 'postgres://h/d'], /unexpected arguments/],
    ] as const) {
      const { code, stderr } = await runCommand([...args]);
      expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    }
  });
});
