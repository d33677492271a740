import { HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { BASE, json, text, useFakeServer } from '../test/fake-server.ts';
import { createClient } from './create-client.ts';

const fake = useFakeServer();
const client = createClient({ baseUrl: BASE, retry: { limit: 2, delay: () => 1 } });
const success = json({ task: { id: 't', status: 'SUCCESS', result: 1 } });

describe('createClient', () => {
  it('reads a task as the model', async () => {
    fake.script('task/status/t/', json({ task: { id: 't', status: 'PROGRESS', result: { current: 1, total: 4 } } }));
    const progress = { current: 1, total: 4, percent: 25 };
    expect(await client.taskStatus('t')).toEqual({
      ...{ id: 't', status: 'PROGRESS', phase: 'running', isReady: false },
      ...{ result: { current: 1, total: 4 }, progress },
    });
  });

  it('says whether a task succeeded', async () => {
    fake.script('task/done/t/', json({ task: { id: 't', executed: true } }));
    expect(await client.isTaskSuccessful('t')).toBe(true);
  });

  it('asks the legacy URLs when told to', async () => {
    const legacy = createClient({ baseUrl: BASE, urlStyle: 'id-first' });
    const members = [{ id: 'm', executed: true }];
    fake.script('t/status/', success);
    fake.script('t/done/', json({ task: { id: 't', executed: false } }));
    fake.script('g/group/done/', json({ group: { id: 'g', results: members } }));
    fake.script('g/group/status/', json({ group: { id: 'g', results: [{ status: 'SUCCESS', result: 1 }] } }));
    expect((await legacy.taskStatus('t')).phase).toBe('succeeded');
    expect(await legacy.isTaskSuccessful('t')).toBe(false);
    expect(await legacy.groupMembers('g')).toEqual(members);
    expect(await legacy.isGroupSuccessful('g')).toBe(true);
    expect((await legacy.groupStatus('g')).isSuccessful).toBe(true);
    expect(legacy.urls.groupStatus('g')).toBe(`${BASE}g/group/status/`);
  });

  it('gives a key of the name __proto__ back as data', async () => {
    fake.script(
      'task/status/t/',
      text('{"task": {"id": "t", "status": "SUCCESS", "result": {"__proto__": {"isAdmin": true}}}}'),
    );
    const task = await client.taskStatus<{ isAdmin?: boolean }>('t');
    expect(task.phase === 'succeeded' && Object.keys(task.result)).toEqual(['__proto__']);
    expect(task.result).not.toHaveProperty('isAdmin');
  });

  it('rejects an id that no URL takes before anything is sent', async () => {
    for (const id of ['a b', 'a/b', '', 'é́', '.', '..'])
      await expect(client.taskStatus(id)).rejects.toMatchObject({ code: 'NO_REVERSE_MATCH' });
    expect(fake.asked).toEqual([]);
  });

  it('recognises a login page behind a redirect', async () => {
    fake.script('task/status/t/', () => HttpResponse.redirect(`${BASE}login/`, 302));
    fake.script('login/', text('<form>', { headers: { 'content-type': 'text/html' } }));
    await expect(client.taskStatus('t')).rejects.toMatchObject({ code: 'LOGIN_REDIRECT' });
    expect(fake.asked).toEqual(['task/status/t/', 'login/']);
  });

  it('names an answer that is no JSON, and the place in one of another shape', async () => {
    fake.script('task/status/t/', text('hello'));
    await expect(client.taskStatus('t')).rejects.toMatchObject({ code: 'NOT_JSON' });
    fake.script('task/status/u/', json({ task: { id: 'u', status: 7, result: null } }));
    await expect(client.taskStatus('u')).rejects.toMatchObject({
      code: 'BAD_ENVELOPE',
      message: `${BASE}task/status/u/: task.status is number`,
      cause: expect.any(TypeError),
    });
  });

  it('reads NaN and Infinity as null, but not inside text', async () => {
    fake.script(
      'task/status/t/',
      text('{"task": {"id": "t", "status": "SUCCESS", "result": [NaN, -Infinity, "NaN \\" Infinity"]}}'),
    );
    expect(await client.taskStatus('t')).toMatchObject({ result: [null, null, 'NaN " Infinity'] });
  });
});
