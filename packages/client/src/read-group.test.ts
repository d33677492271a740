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

  it('asks for the ids once, for a saved group never changes', async () => {
    fake.script('group/done/g/', done(false, false));
    fake.script('group/status/g/', results('STARTED', 'STARTED'), results('SUCCESS', 'STARTED'));
    const client = newClient();
    await client.groupStatus('g');
    expect((await client.groupStatus('g')).tasks.map(({ id, phase }) => [id, phase])).toEqual([
      ['m0', 'succeeded'],
      ['m1', 'running'],
    ]);
    expect([times('group/done/g/'), times('group/status/g/')]).toEqual([1, 2]);
  });

  it('goes over to single reads when a member fails later', async () => {
    fake.script('group/done/g/', done(false));
    fake.script('group/status/g/', results('STARTED'), SERVER_ERROR);
    fake.script('task/status/m0/', task('m0', 'FAILURE', 'E()'));
    const client = newClient();
    expect((await client.groupStatus('g')).isFailed).toBe(false);
    for (let poll = 0; poll < 3; poll += 1) expect((await client.groupStatus('g')).isFailed).toBe(true);
    expect([times('group/status/g/'), times('task/status/m0/')]).toEqual([2, 1]);
  });

  it('asks again where the group was saved between the two answers', async () => {
    fake.script('group/done/g/', done(), done(true));
    fake.script('group/status/g/', results('SUCCESS'));
    expect((await newClient().groupStatus('g')).tasks.map((one) => one.id)).toEqual(['m0']);
    expect([times('group/done/g/'), times('group/status/g/')]).toEqual([2, 2]);
  });

  it('asks for the ids again where the number of members is another', async () => {
    fake.script('group/done/g/', done(true), done(true, false));
    fake.script('group/status/g/', results('SUCCESS'), results('SUCCESS', 'STARTED'));
    const client = newClient();
    await client.groupStatus('g');
    expect((await client.groupStatus('g')).tasks.map((one) => one.id)).toEqual(['m0', 'm1']);
  });

  it('names the members of nested groups by place, and then asks for no ids any more', async () => {
    fake.script('group/done/g/', done(true, false));
    fake.script('group/status/g/', results('SUCCESS', 'SUCCESS', 'STARTED'));
    const client = newClient();
    for (let poll = 0; poll < 3; poll += 1)
      expect((await client.groupStatus('g')).tasks.map((one) => one.id)).toEqual(['g#0', 'g#1', 'g#2']);
    expect([times('group/done/g/'), times('group/status/g/')]).toEqual([2, 4]);
  });

  it('does not take a 404 for a view that is broken for good', async () => {
    fake.script('group/done/g/', done(true));
    fake.script('group/status/g/', status(404), results('SUCCESS'));
    fake.script('task/status/m0/', task('m0', 'SUCCESS', 1));
    const client = newClient();
    expect((await client.groupStatus('g')).isSuccessful).toBe(true);
    await client.groupStatus('g');
    expect([times('group/status/g/'), times('task/status/m0/')]).toEqual([2, 1]);
  });

  it('asks the view again for a group that was not saved yet', async () => {
    fake.script('group/done/g/', done(), done(true));
    fake.script('group/status/g/', SERVER_ERROR, results('SUCCESS'));
    const client = newClient();
    expect((await client.groupStatus('g')).tasks).toEqual([]);
    expect((await client.groupStatus('g')).isSuccessful).toBe(true);
  });

  it('remembers each client and group by itself', async () => {
    for (const id of ['g', 'h']) {
      fake.script(`group/done/${id}/`, done(false));
      fake.script(`group/status/${id}/`, SERVER_ERROR);
    }
    fake.script('task/status/m0/', task('m0', 'STARTED'));
    const client = newClient();
    for (const id of ['g', 'h', 'g', 'h']) await client.groupStatus(id);
    await newClient().groupStatus('g');
    expect([times('group/status/g/'), times('group/status/h/')]).toEqual([2, 1]);
  });

  it('forgets the oldest of 200 groups', async () => {
    const client = newClient();
    for (let index = 0; index <= 200; index += 1) {
      fake.script(`group/done/g${index}/`, done(false));
      fake.script(`group/status/g${index}/`, results('STARTED'));
      await client.groupStatus(`g${index}`);
    }
    await client.groupStatus('g200');
    await client.groupStatus('g0');
    expect([times('group/done/g200/'), times('group/done/g0/')]).toEqual([1, 2]);
  });

  it('does not ask for member ids that no URL takes', async () => {
    fake.script('group/done/g/', json({ group: { id: 'g', results: [{ id: 'a b', executed: false }] } }));
    fake.script('group/status/g/', SERVER_ERROR);
    expect((await newClient().groupStatus('g')).tasks).toMatchObject([{ id: 'a b', phase: 'pending' }]);
  });

  it.each([502, 403])('passes a %i on', async (code) => {
    fake.script('group/done/g/', done(true));
    fake.script('group/status/g/', status(code));
    await expect(newClient().groupStatus('g')).rejects.toMatchObject({ code: 'HTTP', status: code });
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
