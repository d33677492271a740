import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { scriptedFetch, task } from '../../test/scripted-fetch.ts';
import { createClient } from '../client/create-client.ts';
import { defineTask } from '../model/define-task.ts';

/** Creates a new definition for each test, since a definition warns only once. */
const createReport = () =>
  defineTask({
    name: 'shop.report',
    result: z.object({ rows: z.coerce.number() }),
    meta: z.object({ current: z.number(), total: z.number() }),
  });
const script = scriptedFetch();
const client = createClient({ baseUrl: 'http://django.test/', fetch: script.fetch, retry: 0 });
const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
afterEach(() => warn.mockClear());

describe('a task with a definition', () => {
  it('has the output of the schema as its result', async () => {
    script.script(task('SUCCESS', { rows: '3', more: 1 }));
    const status = await client.taskStatus('t', { task: createReport() });
    expect(status).toMatchObject({ phase: 'succeeded', result: { rows: 3 } });
    expect(await client.waitForTask('t', { task: createReport() })).toEqual({ rows: 3 });
  });

  it('is an error if the schema rejects its result', async () => {
    script.script(task('SUCCESS', { rows: null, secret: 1 }), task('SUCCESS', 'x'));
    const reading = client.taskStatus('t', { task: defineTask({ result: z.object({ rows: z.number() }) }) });
    await expect(reading).rejects.toMatchObject({
      code: 'RESULT_SCHEMA',
      taskId: 't',
      value: { rows: null, secret: 1 },
      issues: [{ path: ['rows'] }],
    });
    await expect(client.waitForTask('t', { task: createReport() })).rejects.toMatchObject({ code: 'RESULT_SCHEMA' });
  });

  it('keeps a meta that the schema rejects, and warns once', async () => {
    script.script(task('PROGRESS', { done: 1, total: 2 }));
    const definition = createReport();
    for (let read = 0; read < 3; read += 1)
      expect(await client.taskStatus('t', { task: definition })).toMatchObject({
        phase: 'running',
        result: { done: 1, total: 2 },
        progress: { percent: 50 },
      });
    expect(warn).toHaveBeenCalledOnce();
    expect(warn.mock.calls[0]?.[0]).toBe('shop.report has a meta that its schema rejects:');
  });

  it('is not checked in other phases, or without a schema for its phase', async () => {
    script.script(task('STARTED', null), task('PENDING'), task('SUCCESS', 'x'));
    expect((await client.taskStatus('t', { task: createReport() })).phase).toBe('running');
    expect((await client.taskStatus('t', { task: createReport() })).phase).toBe('running');
    expect(await client.taskStatus('t', { task: defineTask({ meta: z.object({}) }) })).toMatchObject({ result: 'x' });
    expect(warn).not.toHaveBeenCalled();
  });

  it('is checked in every member of a group', async () => {
    const results = ['1', 'x'].map((rows) => ({ status: 'SUCCESS', result: { rows } }));
    const members = results.map((_, index) => ({ id: `m${index}`, executed: true }));
    const fetch = async (input: RequestInfo | URL) =>
      Response.json({ group: { id: 'g', results: (input as Request).url.includes('done') ? members : results } });
    const groups = createClient({ baseUrl: 'http://django.test/', fetch, retry: 0 });
    await expect(groups.groupStatus('g', { task: createReport() })).rejects.toMatchObject({ taskId: 'm1' });
  });
});
