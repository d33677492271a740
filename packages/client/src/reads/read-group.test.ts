import { describe, expect, it } from 'vitest';
import { BASE, json, SERVER_ERROR, status, useScriptedServer } from '../../test/scripted-server.ts';
import { createClient } from '../client/create-client.ts';

const server = useScriptedServer();
const newClient = () => createClient({ baseUrl: BASE, retry: { limit: 2, delay: () => 1 } });
/** Body of `group/done`, for members m0, m1, … */
const done = (...executed: readonly boolean[]) =>
  json({
    group: { id: 'g', results: executed.map((isExecuted, index) => ({ id: `m${index}`, executed: isExecuted })) },
  });
/** Body of `group/status`, for members in these states. */
const results = (...states: readonly string[]) =>
  json({ group: { id: 'g', results: states.map((state) => ({ status: state, result: null })) } });
const task = (id: string, state: string, result: unknown = null) => json({ task: { id, status: state, result } });
/** Number of requests of each path so far. */
const counts = (...paths: readonly string[]): Readonly<Record<string, number>> =>
  Object.fromEntries(paths.map((path) => [path, server.count(path)]));

describe('groupStatus', () => {
  it('joins results with the ids of group/done', async () => {
    server.script('group/done/g/', done(true, false));
    server.script('group/status/g/', results('SUCCESS', 'STARTED'));
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

  it('reads members one by one if Django answers 500, and reads final members and group/status only once', async () => {
    server.script('group/done/g/', done(true, false, false));
    server.script('group/status/g/', SERVER_ERROR);
    server.script('task/status/m0/', task('m0', 'SUCCESS', 1));
    server.script(
      'task/status/m1/',
      json({ task: { id: 'm1', status: 'FAILURE', result: 'E()', exc: 'a.E', traceback: 'tb' } }),
    );
    server.script('task/status/m2/', task('m2', 'STARTED'), task('m2', 'SUCCESS', 3));
    const client = newClient();
    expect((await client.groupStatus('g')).counts).toMatchObject({ succeeded: 1, failed: 1, running: 1 });
    const group = await client.groupStatus('g');
    expect(group).toMatchObject({ isReady: true, isFailed: true, isSuccessful: false });
    expect(group.tasks[1]).toMatchObject({ exc: 'a.E', traceback: 'tb' });
    expect(counts('group/status/g/', 'task/status/m0/', 'task/status/m1/', 'task/status/m2/')).toEqual({
      'group/status/g/': 1,
      'task/status/m0/': 1,
      'task/status/m1/': 1,
      'task/status/m2/': 2,
    });
  });

  it('reads an unknown group as one without members, from Django and from our server', async () => {
    server.script('group/done/g/', done());
    for (const response of [SERVER_ERROR, status(404)]) {
      server.script('group/status/g/', response);
      const group = await newClient().groupStatus('g');
      expect(group).toMatchObject({ tasks: [], isReady: false, isSuccessful: false, progress: { percent: null } });
    }
  });

  it('reads the ids once, since a saved group never changes its members', async () => {
    server.script('group/done/g/', done(false, false));
    server.script('group/status/g/', results('STARTED', 'STARTED'), results('SUCCESS', 'STARTED'));
    const client = newClient();
    await client.groupStatus('g');
    expect((await client.groupStatus('g')).tasks.map(({ id, phase }) => [id, phase])).toEqual([
      ['m0', 'succeeded'],
      ['m1', 'running'],
    ]);
    expect(counts('group/done/g/', 'group/status/g/')).toEqual({ 'group/done/g/': 1, 'group/status/g/': 2 });
  });

  it('switches to single reads when a member fails later', async () => {
    server.script('group/done/g/', done(false));
    server.script('group/status/g/', results('STARTED'), SERVER_ERROR);
    server.script('task/status/m0/', task('m0', 'FAILURE', 'E()'));
    const client = newClient();
    expect((await client.groupStatus('g')).isFailed).toBe(false);
    for (let poll = 0; poll < 3; poll += 1) expect((await client.groupStatus('g')).isFailed).toBe(true);
    expect(counts('group/status/g/', 'task/status/m0/')).toEqual({ 'group/status/g/': 2, 'task/status/m0/': 1 });
  });

  it('reads again if the group was saved between the two responses', async () => {
    server.script('group/done/g/', done(), done(true));
    server.script('group/status/g/', results('SUCCESS'));
    expect((await newClient().groupStatus('g')).tasks.map(({ id }) => id)).toEqual(['m0']);
    expect(counts('group/done/g/', 'group/status/g/')).toEqual({ 'group/done/g/': 2, 'group/status/g/': 2 });
  });

  it('reads the ids again if the number of members differs', async () => {
    server.script('group/done/g/', done(true), done(true, false));
    server.script('group/status/g/', results('SUCCESS'), results('SUCCESS', 'STARTED'));
    const client = newClient();
    await client.groupStatus('g');
    expect((await client.groupStatus('g')).tasks.map(({ id }) => id)).toEqual(['m0', 'm1']);
  });

  it('names the members of nested groups by index, and then no longer reads ids', async () => {
    server.script('group/done/g/', done(true, false));
    server.script('group/status/g/', results('SUCCESS', 'SUCCESS', 'STARTED'));
    const client = newClient();
    for (let poll = 0; poll < 3; poll += 1)
      expect((await client.groupStatus('g')).tasks.map(({ id }) => id)).toEqual(['g#0', 'g#1', 'g#2']);
    expect(counts('group/done/g/', 'group/status/g/')).toEqual({ 'group/done/g/': 2, 'group/status/g/': 4 });
  });

  it('reads group/status again after a 404, unlike after a 500', async () => {
    server.script('group/done/g/', done(true));
    server.script('group/status/g/', status(404), results('SUCCESS'));
    server.script('task/status/m0/', task('m0', 'SUCCESS', 1));
    const client = newClient();
    expect((await client.groupStatus('g')).isSuccessful).toBe(true);
    await client.groupStatus('g');
    expect(counts('group/status/g/', 'task/status/m0/')).toEqual({ 'group/status/g/': 2, 'task/status/m0/': 1 });
  });

  it('reads group/status again for a group that was not saved yet', async () => {
    server.script('group/done/g/', done(), done(true));
    server.script('group/status/g/', SERVER_ERROR, results('SUCCESS'));
    const client = newClient();
    expect((await client.groupStatus('g')).tasks).toEqual([]);
    expect((await client.groupStatus('g')).isSuccessful).toBe(true);
  });

  it('has separate memory for each client and group', async () => {
    for (const id of ['g', 'h']) {
      server.script(`group/done/${id}/`, done(false));
      server.script(`group/status/${id}/`, SERVER_ERROR);
    }
    server.script('task/status/m0/', task('m0', 'STARTED'));
    const client = newClient();
    for (const id of ['g', 'h', 'g', 'h']) await client.groupStatus(id);
    await newClient().groupStatus('g');
    expect(counts('group/status/g/', 'group/status/h/')).toEqual({ 'group/status/g/': 2, 'group/status/h/': 1 });
  });

  it('drops the oldest of 201 groups from its memory', async () => {
    const client = newClient();
    for (let index = 0; index <= 200; index += 1) {
      server.script(`group/done/g${index}/`, done(false));
      server.script(`group/status/g${index}/`, results('STARTED'));
      await client.groupStatus(`g${index}`);
    }
    await client.groupStatus('g200');
    await client.groupStatus('g0');
    expect(counts('group/done/g200/', 'group/done/g0/')).toEqual({ 'group/done/g200/': 1, 'group/done/g0/': 2 });
  });

  it('sends no request for member ids that are invalid in a URL', async () => {
    server.script('group/done/g/', json({ group: { id: 'g', results: [{ id: 'a b', executed: false }] } }));
    server.script('group/status/g/', SERVER_ERROR);
    expect((await newClient().groupStatus('g')).tasks).toMatchObject([{ id: 'a b', phase: 'pending' }]);
  });

  it.each([502, 403])('rejects with a %i', async (code) => {
    server.script('group/done/g/', done(true));
    server.script('group/status/g/', status(code));
    await expect(newClient().groupStatus('g')).rejects.toMatchObject({ code: 'HTTP', status: code });
  });
});

describe('isGroupSuccessful and groupMembers', () => {
  it('is true if there are members and all are done', async () => {
    server.script('group/done/g/', done(true, true), done(true, false), done());
    const client = newClient();
    expect([
      await client.isGroupSuccessful('g'),
      await client.isGroupSuccessful('g'),
      await client.isGroupSuccessful('g'),
    ]).toEqual([true, false, false]);
  });

  it('lists the members in the order of group/done', async () => {
    server.script('group/done/g/', done(true));
    expect(await newClient().groupMembers('g')).toEqual([{ id: 'm0', executed: true }]);
  });
});
