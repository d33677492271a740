import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJwtAuth, migrate, type OpenedStore } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';
import { type ServedApp, serveApp } from './serve-app.ts';
import { groupResult, insertGroup, insertTask, type TaskRow } from './stores/django-rows.ts';
import { bearer, KEY } from './tokens.ts';

/** The routes that list and examine tasks, on each database. */
for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`lists and details on ${kind}`, () => {
    if (database !== undefined) describeLists(database);
  });
}

const FAILURE = '{"exc_type": "ValueError", "exc_message": ["no such order 17"], "exc_module": "builtins"}';

/** Each changes a second after the one before. */
const TASKS: readonly TaskRow[] = [
  { id: 'u1.old', task_name: 'shop.export', worker: 'w1@host' },
  { id: 'u1.failed', status: 'FAILURE', result: FAILURE, traceback: 'Traceback …', task_name: 'shop.export' },
  { id: 'u2.secret', task_name: 'shop.mail', worker: 'w2@host', result: '"canary"' },
  { id: 'U1.upper', task_name: 'shop.mail', worker: 'w2@host', result: '"canary"' },
  {
    id: 'u1.whole',
    task_name: 'shop.export',
    worker: 'w1@host',
    result: '[NaN, 1]',
    meta: '{"children": [[["u1.old", null], null], [["u2.secret", null], null]], "percent": 5}',
    date_started: '2026-01-02 03:04:05.000000',
    ...({ task_args: '"(1, \'ab...\')"', task_kwargs: '"{}"', periodic_task_name: 'nightly' } as object),
  },
];

function describeLists(database: TestDatabase): void {
  let store: OpenedStore;
  let open: ServedApp;
  let closed: ServedApp;

  beforeAll(async () => {
    await migrate(database.url);
    if (database.kind === 'postgres') await database.execute("SET TIME ZONE 'UTC'");
    for (const [index, task] of TASKS.entries())
      await insertTask(database, { ...task, date_done: `2026-01-02 03:04:1${index}.500000` });
    await insertGroup(database, {
      id: 'u1.group',
      result: groupResult('u1.group', ['u1.old', 'u1.failed', 'u1.none']),
    });
    store = await openTestStore(database.url);
    open = await serveApp({ store });
    closed = await serveApp({ store, auth: createJwtAuth({ keys: [KEY] }) }, await bearer());
  });
  afterAll(async () => {
    open?.close();
    closed?.close();
    await store?.close();
    await database.close();
  });

  const get = async (path: string, claims?: Readonly<Record<string, unknown>>) => {
    const headers = claims ? await bearer(claims) : {};
    const { status, body } = await (claims ? closed : open).send('GET', `/celery/v1/${path}`, { headers });
    return { status, body, json: JSON.parse(body) };
  };
  const getFrom = async (app: ServedApp, path: string) => {
    const { body } = await app.send('GET', `/celery/v1/${path}`);
    return { json: JSON.parse(body) };
  };
  const idsOf = ({ json }: { json: { tasks: readonly { id: string }[] } }): readonly string[] =>
    json.tasks.map(({ id }) => id);

  it('lists tasks with their errors, the last change first', async () => {
    const { json } = await get('tasks/');
    expect(json.tasks.map(({ id }: { id: string }) => id)).toEqual(TASKS.map(({ id }) => id).toReversed());
    expect(json).toMatchObject({ next: null, previous: expect.any(String), searched: { complete: true } });
    expect(json.tasks[3]).toEqual({
      id: 'u1.failed',
      status: 'FAILURE',
      name: 'shop.export',
      worker: null,
      periodic: null,
      date_created: '2026-01-02T03:04:05.678901Z',
      date_started: null,
      date_done: '2026-01-02T03:04:11.500000Z',
      exc: 'builtins.ValueError',
      error: "ValueError('no such order 17')",
    });
  });

  it('pages both ways, and finds what is new by the cursor of the first page', async () => {
    const first = await get('tasks/?limit=2');
    const second = await get(`tasks/?limit=2&cursor=${first.json.next}`);
    expect(idsOf(second)).toEqual(['u2.secret', 'u1.failed']);
    const back = await get(`tasks/?limit=2&cursor=${second.json.previous}`);
    expect(idsOf(back)).toEqual(idsOf(first));
    const none = await get(`tasks/?limit=2&cursor=${first.json.previous}`);
    expect([idsOf(none), none.json.previous]).toEqual([[], first.json.previous]);
    expect(idsOf(await get(`tasks/?limit=2&cursor=${none.json.next}`))).toEqual(idsOf(first));
    await insertTask(database, { id: 'u9.new', date_done: '2026-01-02 03:05:00' });
    expect(idsOf(await get(`tasks/?limit=2&cursor=${first.json.previous}`))).toEqual(['u9.new']);
    await database.execute("DELETE FROM django_celery_results_taskresult WHERE task_id = 'u9.new'");
  });

  it.each([
    { query: 'status=FAILURE', ids: ['u1.failed'] },
    { query: 'name=shop.mail', ids: ['U1.upper', 'u2.secret'] },
    { query: 'worker=w1@host&status=SUCCESS', ids: ['u1.whole', 'u1.old'] },
    { query: 'periodic=nightly', ids: ['u1.whole'] },
    { query: 'q=u1.f', ids: ['u1.failed'] },
    { query: 'since=2026-01-02T03:04:13.5Z', ids: ['u1.whole', 'U1.upper'] },
    { query: 'since=2026-01-02T04:04:12.5%2B01:00&until=2026-01-02T03:04:13.500000Z', ids: ['u2.secret'] },
    { query: 'name=%27%20OR%201=1--', ids: [] },
  ])('filters by $query', async ({ query, ids }) => {
    expect(idsOf(await get(`tasks/?${query}`))).toEqual(ids);
  });

  it.each([
    { query: 'state=FAILURE', problem: 'unknown-parameter', parameter: 'state' },
    { query: 'status=a&status=b', problem: 'invalid-parameter', parameter: 'status' },
    { query: 'status=', problem: 'invalid-parameter', parameter: 'status' },
    { query: `name=${'x'.repeat(256)}`, problem: 'invalid-parameter', parameter: 'name' },
    { query: 'worker=a%00', problem: 'invalid-parameter', parameter: 'worker' },
    { query: 'since=yesterday', problem: 'invalid-parameter', parameter: 'since' },
    { query: 'until=2026-06-31T00:00:00Z', problem: 'invalid-parameter', parameter: 'until' },
    { query: 'until=2026-06-30', problem: 'invalid-parameter', parameter: 'until' },
    { query: 'since=0000-01-01T00:00:00Z', problem: 'invalid-parameter', parameter: 'since' },
    { query: 'since=1000-01-01T00:00:00%2B23:00', problem: 'invalid-parameter', parameter: 'since' },
    { query: 'until=9999-12-31T23:59:59-23:59', problem: 'invalid-parameter', parameter: 'until' },
    { query: 'limit=0', problem: 'invalid-parameter', parameter: 'limit' },
    { query: 'limit=201', problem: 'invalid-parameter', parameter: 'limit' },
    { query: 'q=abc', problem: 'invalid-parameter', parameter: 'q' },
    { query: 'q=%25%25%25%25', problem: 'invalid-parameter', parameter: 'q' },
    { query: 'cursor=x', problem: 'invalid-parameter', parameter: 'cursor' },
  ])('refuses $query, and names the parameter', async ({ query, problem, parameter }) => {
    const { status, json } = await get(`tasks/?${query}`);
    expect([status, json.type, json.parameter]).toEqual([400, `urn:celery-results:problem:${problem}`, parameter]);
  });

  it('refuses a cursor of another filter', async () => {
    const { json } = await get('tasks/?limit=1&name=shop.export');
    expect((await get(`tasks/?limit=1&name=shop.export&cursor=${json.next}`)).status).toBe(200);
    expect((await get(`tasks/?limit=1&cursor=${json.next}`)).json.parameter).toBe('cursor');
  });

  it('answers a forged cursor like one that the server sent, or refuses it', async () => {
    const { json } = await get('tasks/?limit=1');
    const [direction, filter] = Buffer.from(json.next, 'base64url').toString().split(' ');
    const answerTo = async (key: string, date: string) =>
      get(`tasks/?cursor=${Buffer.from([direction, filter, key, date].join(' ')).toString('base64url')}`);
    for (const date of ['9999', '::', '2026-06-31 00:00:00', '0000-01-01 00:00:00', '2026-01-02 03:04:05+99:00']) {
      const { status, json: problem } = await answerTo('1', date);
      expect([date, status, problem.parameter]).toEqual([date, 400, 'cursor']);
    }
    // larger than the integers of the column
    const { status, json: page } = await answerTo('999999999999999', '2026-01-02 03:04:10.500000');
    expect([status, page.tasks.map(({ id }: { id: string }) => id)]).toEqual([200, ['u1.old']]);
  });

  it('examines a task with everything that is stored', async () => {
    const { json } = await get('tasks/u1.whole/');
    expect(json).toMatchObject({
      id: 'u1.whole',
      known: true,
      status: 'SUCCESS',
      result: [null, 1],
      name: 'shop.export',
      worker: 'w1@host',
      periodic: 'nightly',
      args: "(1, 'ab...')",
      kwargs: '{}',
      children: ['u1.old', 'u2.secret'],
      meta: { percent: 5 },
      content_type: 'application/json',
      content_encoding: 'utf-8',
      sizes: { result: 8, args: 14, kwargs: 4, traceback: null },
      hints: { args: 'argsrepr_maxsize', retries: 'not_stored_here', traceback: 'not_failed' },
    });
    // MariaDB stores date_started in the time zone of a session
    if (database.kind !== 'mariadb') expect(json.duration).toBe(9.5);
    expect((await get('tasks/u1.old/')).json.hints).toMatchObject({
      args: 'result_extended',
      date_started: 'task_track_started',
      periodic: 'not_periodic',
    });
    expect((await get('tasks/nobody/')).json).toMatchObject({ known: false, status: 'PENDING', hints: {} });
  });

  it('shows groups within a group', async () => {
    const inner = groupResult('u1.inner', ['u1.failed', 'u1.none']);
    const result = `[["u1.outer", null], [[["u1.old", null], null], ${inner}, ${groupResult('u1.empty', [])}]]`;
    await insertGroup(database, { id: 'u1.outer', result });
    const { json } = await get('groups/u1.outer/');
    expect(json).toMatchObject({
      total: 3,
      groups: [
        { id: 'u1.inner', offset: 1, total: 2, counts: { FAILURE: 1, PENDING: 1 } },
        { id: 'u1.empty', offset: 3, total: 0, counts: {} },
      ],
    });
  });

  it('examines a group page by page, with the chord that waits for it', async () => {
    const { json } = await get('groups/u1.group/?limit=2');
    expect(json).toMatchObject({
      id: 'u1.group',
      known: true,
      total: 3,
      counts: { SUCCESS: 1, FAILURE: 1, PENDING: 1 },
      members: [{ id: 'u1.old' }, { id: 'u1.failed', error: "ValueError('no such order 17')" }],
      next: '2',
      previous: null,
      date_created: '2026-01-02T03:04:05.678901Z',
      chord: null,
    });
    expect((await get('groups/u1.group/?limit=2&cursor=2')).json).toMatchObject({
      members: [{ id: 'u1.none', status: 'PENDING' }],
      next: null,
      previous: '0',
    });
    const count = database.kind === 'mariadb' ? '`count`' : '"count"';
    await database.execute(
      `INSERT INTO django_celery_results_chordcounter (group_id, sub_tasks, ${count}) VALUES ('u1.group', '[]', 2)`,
    );
    const chord = { group: 'u1.group', left: 2, date_created: '2026-01-02T03:04:05.678901Z' };
    expect((await get('groups/u1.group/')).json.chord).toEqual(chord);
    expect((await get('groups/nobody/')).json).toMatchObject({ known: false, total: 0, members: [] });
    expect((await get('groups/u1.group/?cursor=x')).status).toBe(400);
    expect((await get('groups/u1.group/', { prefix: 'u2.' })).status).toBe(403);
    expect((await get('stats/')).json.chords).toMatchObject({ waiting: [chord] });
  });

  it('counts, and says what is running, what failed and how long tasks take', async () => {
    const at = new Date(Date.now() - 90_000).toISOString().slice(0, 19).replace('T', ' ');
    for (const [id, status, done] of [
      ['s.1', 'SUCCESS', 1],
      ['s.2', 'SUCCESS', 1],
      ['s.3', 'FAILURE', 8],
    ] as const) {
      const stored = new Date(Date.parse(`${at}Z`) + done * 1_000).toISOString().slice(0, 19).replace('T', ' ');
      await insertTask(database, {
        id,
        status,
        result: FAILURE.replace('17', id),
        task_name: 'shop.stats',
        date_started: at,
        date_done: stored,
      });
    }
    await insertTask(database, { id: 's.4', status: 'STARTED', task_name: 'shop.stats', date_done: at });
    const app = await serveApp({ store });
    const { json } = await getFrom(app, 'stats/');
    expect(json.errors).toEqual({});
    expect(json.counts).toMatchObject({
      total: { count: TASKS.length + 4, exactness: 'exact' },
      states: {
        SUCCESS: { count: 6, exactness: 'exact' },
        FAILURE: { count: 2, exactness: 'exact' },
        STARTED: { count: 1, exactness: 'exact' },
      },
    });
    expect(json.activity).toMatchObject({ rows: 4, cut: false });
    const [name] = json.activity.names;
    expect(name).toMatchObject({ name: 'shop.stats', states: { SUCCESS: 2, FAILURE: 1, STARTED: 1 } });
    const start = at.replace(' ', 'T');
    for (const [window, step, first] of [
      ['1h', 60, `${start.slice(0, 16)}:00.000000Z`],
      ['24h', 600, `${start.slice(0, 15)}0:00.000000Z`],
      ['7d', 3_600, `${start.slice(0, 13)}:00:00.000000Z`],
    ] as const) {
      const { activity } = (await getFrom(app, `stats/?window=${window}`)).json;
      expect(activity).toMatchObject({ window, step, rows: 4 });
      expect(activity.steps[0]).toMatchObject({ start: first });
    }
    if (database.kind !== 'mariadb') {
      expect(name.durations.n).toBe(3);
      expect(name.durations.p50).toBeCloseTo(1, 0);
    }
    expect(json.failures).toMatchObject({
      looked_at: 2,
      groups: [
        { name: 'shop.stats', exc: 'builtins.ValueError', message: "ValueError('no such order s.#')", count: 1 },
        { name: 'shop.export', message: "ValueError('no such order #')", example: 'u1.failed' },
      ],
    });
    expect(json.running).toMatchObject({
      count: { count: 1 },
      tasks: [{ id: 's.4', name: 'shop.stats', stuck: false }],
    });
    expect(json.periodic.tasks).toMatchObject([{ periodic: 'nightly', last: [{ id: 'u1.whole', status: 'SUCCESS' }] }]);
    expect(json.values).toMatchObject({
      status: ['FAILURE', 'STARTED', 'SUCCESS'],
      name: ['shop.export', 'shop.mail', 'shop.stats'],
      periodic: ['nightly'],
    });
    expect(json.table).toMatchObject({ rows: { count: 9 }, oldest: '2026-01-02T03:04:10.500000Z' });
    expect(json.table.bytes).toBeGreaterThan(0);
    app.close();
    for (const id of ['s.1', 's.2', 's.3', 's.4'])
      await database.execute('DELETE FROM django_celery_results_taskresult WHERE task_id = ?', [id]);
  });

  describe('with a grant', () => {
    const list = { list: true };

    it('needs the right to list', async () => {
      for (const claims of [{ all: true }, { tasks: ['u1.old'] }, { prefix: 'u1.' }])
        expect((await get('tasks/', claims)).status).toBe(403);
      expect(idsOf(await get('tasks/', { ...list, all: true }))).toHaveLength(TASKS.length);
    });

    it('shows granted tasks only, whatever the collation ignores', async () => {
      const ids = async (claims: object, query = '') => idsOf(await get(`tasks/?${query}`, { ...list, ...claims }));
      expect(await ids({})).toEqual([]);
      expect(await ids({ prefix: 'u1.' })).toEqual(['u1.whole', 'u1.failed', 'u1.old']);
      expect(await ids({ prefix: 'U1.' })).toEqual(['U1.upper']);
      expect(await ids({ tasks: ['u2.SECRET', 'u1.old', 'u1.none'] })).toEqual(['u1.old']);
      expect(await ids({ groups: ['u1.group'] })).toEqual(['u1.failed', 'u1.old']);
      expect(await ids({ prefix: 'u1.' }, 'name=shop.mail')).toEqual([]);
      expect(await ids({ prefix: 'u1.' }, 'q=u2.se')).toEqual([]);
    });

    it('answers the same about a task that is not granted, whether it is stored or not', async () => {
      for (const query of ['q=u2.secret', 'q=u2.nobody'])
        expect((await get(`tasks/?${query}`, { ...list, prefix: 'u1.' })).json).toEqual({
          tasks: [],
          next: null,
          previous: null,
          searched: { rows: 0, to: null, complete: true },
        });
      for (const id of ['u2.secret', 'u2.nobody', 'U1.upper'])
        expect((await get(`tasks/${id}/`, { ...list, prefix: 'u1.' })).status).toBe(403);
    });

    it('shows numbers over all tasks with a grant of all of them only', async () => {
      for (const claims of [list, { ...list, prefix: 'u1.' }, { all: true }, { ...list, tasks: ['u1.old'] }])
        expect((await get('stats/', claims)).status).toBe(403);
      const other = FAILURE.replace('order', 'customer');
      await insertTask(database, { id: 'u3.failed', status: 'FAILURE', result: other, task_name: 'shop.export' });
      const { json, body } = await get('stats/', { ...list, all: true, access: ['status'] });
      await database.execute("DELETE FROM django_celery_results_taskresult WHERE task_id = 'u3.failed'");
      // the number of groups would reveal different errors
      expect(json.failures.groups).toMatchObject([{ exc: null, message: null, name: 'shop.export', count: 2 }]);
      expect(json.values.worker).toBeNull();
      expect(body).not.toContain('no such order');
      expect(body).not.toContain('w1@host');
    });

    it('hides fields, and refuses to filter by a hidden one', async () => {
      const claims = { ...list, prefix: 'u1.', access: ['status'] };
      const { json, body } = await get('tasks/', claims);
      expect(json.tasks[1]).toMatchObject({ id: 'u1.failed', exc: null, error: null });
      expect(json.tasks[2]).toMatchObject({ id: 'u1.old', worker: null });
      expect(body).not.toContain('w1@host');
      expect((await get('tasks/?worker=w1@host', claims)).status).toBe(403);
      const detail = await get('tasks/u1.whole/', claims);
      expect(detail.json).toMatchObject({
        result: null,
        args: null,
        kwargs: null,
        meta: null,
        children: ['u1.old'],
        sizes: { result: null, args: null, kwargs: null, meta: null, traceback: null },
        hints: { args: 'hidden', kwargs: 'hidden', worker: 'hidden', result: 'hidden', meta: 'hidden' },
      });
      const failed = await get('tasks/u1.failed/', { prefix: 'u1.' });
      expect(failed.json).toMatchObject({ traceback: null, hints: { traceback: 'hidden' } });
      expect(failed.json.result).toBe("ValueError('no such order 17')");
    });
  });
}
