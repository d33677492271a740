import { HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { BASE, json, text, useScriptedServer } from '../../test/scripted-server.ts';
import { createClient } from './create-client.ts';

const server = useScriptedServer();
const client = createClient({ baseUrl: BASE, retry: { limit: 2, delay: () => 1 } });

describe('createClient', () => {
  it('polls pushed tasks together, at most twice in ten minutes', () => {
    const client = createClient({ baseUrl: BASE });
    const minutes = Array.from({ length: 20 }, (_, at) => Date.now() + at * 30_000);
    const polls = minutes.map((answeredAt) => {
      const delay = client.pollDelay({ answeredAt, changedAt: answeredAt }, { isPushed: true });
      expect(delay).toBeGreaterThanOrEqual(150_000);
      return answeredAt + delay;
    });
    const inTenMinutes = polls.filter((at) => at < Date.now() + 600_000);
    expect(new Set(inTenMinutes).size).toBeLessThanOrEqual(2);
  });

  it('reads a task as the model', async () => {
    server.script('task/status/t/', json({ task: { id: 't', status: 'PROGRESS', result: { current: 1, total: 4 } } }));
    expect(await client.taskStatus('t')).toEqual({
      id: 't',
      status: 'PROGRESS',
      phase: 'running',
      isReady: false,
      result: { current: 1, total: 4 },
      progress: { current: 1, total: 4, percent: 25 },
    });
  });

  it('reads whether a task succeeded', async () => {
    server.script('task/done/t/', json({ task: { id: 't', executed: true } }));
    expect(await client.isTaskSuccessful('t')).toBe(true);
  });

  it('reads the ID-first URLs if it is configured to', async () => {
    const idFirst = createClient({ baseUrl: BASE, urlStyle: 'id-first' });
    const members = [{ id: 'm', executed: true }];
    server.script('t/status/', json({ task: { id: 't', status: 'SUCCESS', result: 1 } }));
    server.script('t/done/', json({ task: { id: 't', executed: false } }));
    server.script('g/group/done/', json({ group: { id: 'g', results: members } }));
    server.script('g/group/status/', json({ group: { id: 'g', results: [{ status: 'SUCCESS', result: 1 }] } }));
    expect((await idFirst.taskStatus('t')).phase).toBe('succeeded');
    expect(await idFirst.isTaskSuccessful('t')).toBe(false);
    expect(await idFirst.groupMembers('g')).toEqual(members);
    expect(await idFirst.isGroupSuccessful('g')).toBe(true);
    expect((await idFirst.groupStatus('g')).isSuccessful).toBe(true);
    expect(idFirst.urls.groupStatus('g')).toBe(`${BASE}g/group/status/`);
  });

  it('returns a key of the name __proto__ as data', async () => {
    server.script(
      'task/status/t/',
      text('{"task": {"id": "t", "status": "SUCCESS", "result": {"__proto__": {"isAdmin": true}}}}'),
    );
    const task = await client.taskStatus<{ isAdmin?: boolean }>('t');
    expect(task.phase === 'succeeded' && Object.keys(task.result)).toEqual(['__proto__']);
    expect(task.result).not.toHaveProperty('isAdmin');
  });

  it('rejects an id that is invalid in a URL, before it sends anything', async () => {
    for (const id of ['a b', 'a/b', '', 'é́', '.', '..'])
      await expect(client.taskStatus(id)).rejects.toMatchObject({
        code: 'NO_REVERSE_MATCH',
        message: expect.stringMatching(/is no task id|browsers remove/),
      });
    expect(server.paths).toEqual([]);
  });

  it.each([
    { place: 'of its own origin', location: `${BASE}login/` },
    { place: 'of another origin', location: 'https://login.test/?next=/celery/' },
    { place: 'at the same URL, as from a proxy that removes the final slash', location: `${BASE}task/status/t/` },
  ])('follows no redirect to a page $place', async ({ location }) => {
    server.script('task/status/t/', () => HttpResponse.redirect(location, 302));
    await expect(client.taskStatus('t')).rejects.toMatchObject({
      code: 'LOGIN_REDIRECT',
      message: expect.stringContaining(`redirected to ${location.replace(/\?.*/, '')}, probably to a login page`),
    });
    expect(server.paths).toEqual(['task/status/t/']);
  });

  it('asks for a baseUrl', () => {
    // @ts-expect-error the baseUrl is required
    expect(() => createClient()).toThrow(/^createClient needs a baseUrl: createClient\({ baseUrl: /);
    // @ts-expect-error the baseUrl is required
    expect(() => createClient({})).toThrow(/^createClient needs a baseUrl/);
  });

  it('asks about the baseUrl after a page with status 404', async () => {
    server.script('task/status/t/', text('<h1>Not Found</h1>', { status: 404 }));
    await expect(client.taskStatus('t')).rejects.toThrow(`${BASE}task/status/t/: HTTP status 404: is baseUrl right?`);
  });

  it('rejects a body that is not JSON', async () => {
    server.script('task/status/t/', text('hello'));
    await expect(client.taskStatus('t')).rejects.toMatchObject({ code: 'NOT_JSON' });
  });

  it('rejects JSON of another shape, and names the field', async () => {
    server.script('task/status/u/', json({ task: { id: 'u', status: 7, result: null } }));
    await expect(client.taskStatus('u')).rejects.toMatchObject({
      code: 'BAD_ENVELOPE',
      message: `${BASE}task/status/u/: this is no answer of django-celery-results: task.status is number`,
      cause: expect.any(TypeError),
    });
  });

  it('reads NaN and Infinity as null, but not inside text', async () => {
    server.script(
      'task/status/t/',
      text('{"task": {"id": "t", "status": "SUCCESS", "result": [NaN, -Infinity, "NaN \\" Infinity"]}}'),
    );
    expect(await client.taskStatus('t')).toMatchObject({ result: [null, null, 'NaN " Infinity'] });
  });
});
