import { describe, expect, it } from 'vitest';
import { BASE, json, SERVER_ERROR, status, useFakeServer } from '../test/fake-server.ts';
import { createClient } from './create-client.ts';

const fake = useFakeServer();
const newClient = () => createClient({ baseUrl: BASE, retry: { limit: 2, delay: () => 1 } });
const done = (...executed: readonly boolean[]) =>
  json({ group: { id: 'g', results: executed.map((one, index) => ({ id: `m${index}`, executed: one })) } });
const results = (...states: readonly string[]) =>
  json({ group: { id: 'g', results: states.map((one) => ({ status: one, result: null })) } });
const task = (id: string, state: string, result: unknown = null) => json({ task: { id, status: state, result } });
const times = (path: string): number => fake.asked.filter((one) => one === path).length;

describe('groupStatus', () => {
  it('joins results with the ids of group/done', async () => {
    fake.script('group/done/g/', done(true, false));
    fake.script('group/status/g/', results('SUCCESS', 'STARTED'));
    const group = await newClient().groupStatus('g');
    expect(group.tasks.map(({ id, phase }) => [id, phase])).toEqual([
      ['m0', 'succeeded'],
      ['m1', 'running'],
    ]);
    expect(group).toMatchObject({
      isReady: false,
      isSuccessful: false,
      isFailed: false,
      counts: { total: 2, ready: 1 },
    });
  });

  it('reads members one by one where Django answers 500, final ones once, and asks the broken view once', async () => {
    fake.script('group/done/g/', done(true, false, false));
    fake.script('group/status/g/', SERVER_ERROR);
    fake.script('task/status/m0/', task('m0', 'SUCCESS', 1));
    fake.script(
      'task/status/m1/',
      json({ task: { id: 'm1', status: 'FAILURE', result: 'E()', exc: 'a.E', traceback: 'tb' } }),
    );
    fake.script('task/status/m2/', task('m2', 'STARTED'), task('m2', 'SUCCESS', 3));
    const client = newClient();
    expect((await client.groupStatus('g')).counts).toMatchObject({ succeeded: 1, failed: 1, running: 1 });
    const group = await client.groupStatus('g');
    expect(group).toMatchObject({ isReady: true, isFailed: true, isSuccessful: false });
    expect(group.tasks[1]).toMatchObject({ exc: 'a.E', traceback: 'tb' });
    expect([
      times('group/status/g/'),
      times('task/status/m0/'),
      times('task/status/m1/'),
      times('task/status/m2/'),
    ]).toEqual([1, 1, 1, 2]);
  });

  it('takes an unknown group for one without members, on Django and on our server', async () => {
    fake.script('group/done/g/', done());
    for (const answer of [SERVER_ERROR, status(404)]) {
      fake.script('group/status/g/', answer);
      const group = await newClient().groupStatus('g');
      expect(group).toMatchObject({ tasks: [], isReady: false, isSuccessful: false, progress: { percent: null } });
    }
  });

  it('names the members of nested groups by place where the two lists differ', async () => {
    fake.script('group/done/g/', done(true, false));
    fake.script('group/status/g/', results('SUCCESS', 'SUCCESS', 'STARTED'));
    expect((await newClient().groupStatus('g')).tasks.map((one) => one.id)).toEqual(['g#0', 'g#1', 'g#2']);
  });

  it('does not ask for member ids that no URL takes', async () => {
    fake.script('group/done/g/', json({ group: { id: 'g', results: [{ id: 'a b', executed: false }] } }));
    fake.script('group/status/g/', SERVER_ERROR);
    expect((await newClient().groupStatus('g')).tasks).toMatchObject([{ id: 'a b', phase: 'pending' }]);
  });

  it('passes other failures on', async () => {
    fake.script('group/done/g/', done(true));
    fake.script('group/status/g/', status(403));
    await expect(newClient().groupStatus('g')).rejects.toMatchObject({ code: 'HTTP', status: 403 });
  });
});

describe('isGroupSuccessful and groupMembers', () => {
  it('wants every member done, and one at least', async () => {
    fake.script('group/done/g/', done(true, true), done(true, false), done());
    const client = newClient();
    expect([
      await client.isGroupSuccessful('g'),
      await client.isGroupSuccessful('g'),
      await client.isGroupSuccessful('g'),
    ]).toEqual([true, false, false]);
  });

  it('lists members as group/done does', async () => {
    fake.script('group/done/g/', done(true));
    expect(await newClient().groupMembers('g')).toEqual([{ id: 'm0', executed: true }]);
  });
});
