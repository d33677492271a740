import { type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScopedStore } from '../src/access/access.ts';
import { parseGrant } from '../src/access/grant.ts';
import { scopedStore } from '../src/access/scoped-store.ts';
import { createJwtAuth, migrate, type OpenedStore } from '../src/index.ts';
import { openEvents } from './event-client.ts';
import { openTestStore } from './open-test-store.ts';
import { serveApp } from './serve-app.ts';
import { groupResult, insertGroup, insertTask } from './stores/django-rows.ts';
import { bearer, KEY } from './tokens.ts';

/** MariaDB finds rows whose ids differ in case, accents or final spaces: a grant is about the id that is stored. */

const database = await testDatabaseOrSkip('mariadb');
describe.skipIf(database === undefined)('a grant on a database that ignores case and accents', () => {
  if (database !== undefined) describeGrants(database);
});

function describeGrants(stored: TestDatabase): void {
  let store: OpenedStore;
  beforeAll(async () => {
    await migrate(stored.url);
    const large = `"${'x'.repeat(2_000_000)}"`;
    for (const id of ['ann.secret', 'abc', 'café', 'member', 'Exact']) await insertTask(stored, { id });
    await insertTask(stored, { id: 'big', result: large });
    await insertTask(stored, { id: 'medium', result: large.slice(0, 300_000).concat('"') });
    await insertGroup(stored, { id: 'group', result: groupResult('group', ['member']) });
    await insertGroup(stored, { id: 'ann.group', result: groupResult('ann.group', ['member']) });
    await insertGroup(stored, { id: 'cases', result: groupResult('cases', ['ABC', 'Exact']) });
    store = await openTestStore(stored.url);
  });
  afterAll(async () => {
    await store.close();
    await stored.close();
  });

  function scoped(claims: object): ScopedStore {
    const grant = parseGrant(claims, { strict: true });
    return scopedStore(store.results, { grant, renew: async () => grant, challenge: {}, expiresAt: undefined });
  }

  it.each([
    [{ prefix: 'Ann.' }, 'Ann.secret'],
    [{ tasks: ['ABC'] }, 'ABC'],
    [{ tasks: ['cafe'] }, 'cafe'],
    [{ tasks: ['BIG'] }, 'BIG'],
    [{ tasks: ['MEDIUM'] }, 'MEDIUM'],
  ])('of %j reads nothing that is stored under another id', async (claims, id) => {
    const reads = scoped(claims);
    for (const include of [undefined, 'details', 'version'] as const)
      expect((await reads.tasks([id], include)).size).toBe(0);
    expect((await reads.versions([id])).size).toBe(0);
    // the store itself finds it, as Django does
    expect((await store.results.tasks([id])).size).toBe(1);
  });

  it('reads what it grants, whichever of both ids is asked for', async () => {
    const reads = scoped({ tasks: ['abc', 'ABC', 'Exact'] });
    expect([...(await reads.tasks(['abc', 'ABC', 'Exact'])).keys()]).toEqual(['abc', 'ABC', 'Exact']);
    // in one query with a neighbour who may read the row
    const [other, own] = await Promise.all([
      scoped({ tasks: ['ABC'] }).tasks(['ABC']),
      scoped({ tasks: ['abc'] }).tasks(['abc']),
    ]);
    expect([other.size, own.size]).toEqual([0, 1]);
  });

  it.each([
    [{ groups: ['GROUP'] }, 'GROUP'],
    [{ prefix: 'Ann.' }, 'Ann.group'],
  ])('of %j reads no group that is stored under another id, nor its members', async (claims, id) => {
    expect((await scoped(claims).groups([id])).size).toBe(0);
    await expect(scoped(claims).tasks(['member'])).rejects.toThrow('access denied');
    expect((await store.results.groups([id])).get(id)).toMatchObject({ kind: 'group' });
  });

  it('of another id than the stored one gives a stream nothing, now and after a change', async () => {
    const app = await serveApp({ store, auth: createJwtAuth({ keys: [KEY] }) }, await bearer());
    const headers = await bearer({ tasks: ['ABC', 'member'], groups: ['GROUP'], prefix: 'Ann.' });
    const ids = { tasks: { ABC: null, 'Ann.secret': null, member: null }, groups: { GROUP: null, 'Ann.group': null } };
    const client = await openEvents(`http://127.0.0.1:${app.port}`, ids, headers);
    await client.event('snapshot-end');
    for (const id of ['ABC', 'Ann.secret']) await client.event('task', { id, status: 'PENDING', known: false });
    for (const id of ['GROUP', 'Ann.group']) await client.event('group', { id, known: false, results: [] });
    await stored.execute("UPDATE django_celery_results_taskresult SET result = '7' WHERE task_id IN ('abc', 'member')");
    await client.event('task', { id: 'member', result: 7 });
    expect(client.events().filter(({ data }) => data.includes('"ABC"'))).toHaveLength(1);
    client.abort();
    app.close();
  });

  it('of the stored id too gives a stream what it gives a read, and a batch', async () => {
    const app = await serveApp({ store, auth: createJwtAuth({ keys: [KEY] }) }, await bearer());
    const origin = `http://127.0.0.1:${app.port}`;
    const ids = { tasks: { abc: null, ABC: null }, groups: { GROUP: null, cases: null } };
    const both = await bearer({ tasks: ['abc', 'ABC'], groups: ['group', 'GROUP', 'cases'] });
    const own = await openEvents(origin, ids, both);
    const other = await openEvents(origin, { tasks: { ABC: null } }, await bearer({ tasks: ['ABC'] }));
    for (const client of [own, other]) await client.event('snapshot-end');
    for (const id of ['abc', 'ABC']) await own.event('task', { id, status: 'SUCCESS', known: true });
    await own.event('group', { id: 'GROUP', known: true });
    // the member ABC is the row abc, which both grants cover
    await own.event('group', { id: 'cases', counts: { SUCCESS: 2 } });
    await other.event('task', { id: 'ABC', status: 'PENDING', known: false });
    const request = { headers: { ...both, 'Content-Type': 'application/json' }, body: JSON.stringify(ids) };
    const batch = JSON.parse((await app.send('POST', '/celery/v1/status/', request)).body);
    expect(batch.tasks).toMatchObject({ abc: { status: 'SUCCESS' }, ABC: { status: 'SUCCESS' } });
    expect(batch.groups).toMatchObject({ GROUP: { known: true }, cases: { counts: { SUCCESS: 2 } } });

    // the row gets the id that both may read, and then the other one again
    await stored.execute(
      "UPDATE django_celery_results_taskresult SET task_id = 'ABC', result = '8' WHERE task_id = 'abc'",
    );
    for (const client of [own, other]) await client.event('task', { id: 'ABC', result: 8 });
    await stored.execute(
      "UPDATE django_celery_results_taskresult SET task_id = 'abc', result = '9' WHERE task_id = 'abc'",
    );
    await own.event('task', { id: 'ABC', result: 9 });
    await other.event('gone', { id: 'ABC', known: false });
    for (const client of [own, other]) client.abort();
    app.close();
  });

  it('of a group reads its members as they are stored', async () => {
    const reads = scoped({ groups: ['cases'] });
    expect([...(await reads.tasks(['ABC', 'Exact'])).keys()]).toEqual(['Exact']);
  });
}
