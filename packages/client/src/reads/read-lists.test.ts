import { describe, expect, it } from 'vitest';
import { BASE, json, useScriptedServer } from '../../test/scripted-server.ts';
import { createClient } from '../client/create-client.ts';

const server = useScriptedServer();
const client = createClient({ baseUrl: BASE, retry: 0 });

const searched = { rows: 1, to: null, complete: true };
const item = { id: 't', status: 'SUCCESS', name: null };

describe('listTasks', () => {
  it('sends the filters that are given, and returns the page', async () => {
    const body = { tasks: [item], next: 'c', previous: null, searched };
    server.script('v1/tasks/', json(body), json(body));
    expect(await client.listTasks()).toEqual(body);
    expect(await client.listTasks({ name: 'a&b=é', status: undefined, limit: 5 })).toEqual(body);
    expect(server.requests.map(({ url }) => new URL(url).search)).toEqual(['', '?name=a%26b%3D%C3%A9&limit=5']);
  });

  it('names the field of a body of another shape', async () => {
    server.script('v1/tasks/', json({ tasks: [{ id: 't' }], next: null, previous: null, searched }));
    await expect(client.listTasks()).rejects.toThrow('tasks[0].status is undefined');
  });
});

describe('groupDetail and stats', () => {
  it('read a page of a group, and numbers over all tasks', async () => {
    const group = { id: 'g', known: true, members: [item], total: 1, counts: {}, next: null, previous: null };
    server.script('v1/groups/g/', json(group));
    server.script('v1/stats/', json({ counts: null, errors: { counts: 'too slow' } }));
    expect(await client.groupDetail('g', { limit: 5, cursor: '5' })).toEqual(group);
    expect(new URL(server.requests[0]?.url ?? '').search).toBe('?limit=5&cursor=5');
    expect((await client.stats({ window: '7d' })).errors).toEqual({ counts: 'too slow' });
    expect(new URL(server.requests[1]?.url ?? '').search).toBe('?window=7d');
  });

  it('name a field of another type', async () => {
    server.script('v1/stats/', json({ counts: null }));
    await expect(client.stats()).rejects.toThrow('errors is undefined');
  });
});

describe('taskDetail', () => {
  it('reads a task by its id', async () => {
    const body = { ...item, result: 1, known: true, etag: 'e', args: '()', hints: {} };
    server.script('v1/tasks/t/', json(body));
    expect(await client.taskDetail('t')).toEqual(body);
  });

  it('rejects an id that is invalid in a URL, before it sends anything', async () => {
    for (const id of ['a/b', '', '..']) await expect(client.taskDetail(id)).rejects.toThrow(/no URL/);
    expect(server.paths).toEqual([]);
  });
});
