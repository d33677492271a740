import { loadVectors } from '@celery-results/conformance';
import { describe, expect, it } from 'vitest';
import { parsePythonJson } from '../http/parse-json.ts';
import { parseTaskDone, parseTaskStatus } from './parse.ts';
import { parseGroupDone, parseGroupStatus } from './parse-group.ts';

const PARSERS = {
  'task/status/': parseTaskStatus,
  'task/done/': parseTaskDone,
  'group/status/': parseGroupStatus,
  'group/done/': parseGroupDone,
};
const TASK = { id: 't', status: 'SUCCESS', result: 1 };

describe('the parsers', () => {
  it.each(['states.json', 'groups.json', 'exceptions.json', 'worker-run.json'])(
    'parse every recorded 200 of %s',
    async (file) => {
      let count = 0;
      for (const { requests } of (await loadVectors(file)).cases) {
        for (const { path, status, body } of requests) {
          const parser = Object.entries(PARSERS).find(([route]) => path.startsWith(`/celery/${route}`))?.[1];
          if (status !== 200 || !parser) continue;
          parser(parsePythonJson(body));
          count += 1;
        }
      }
      expect(count).toBeGreaterThan(50);
    },
  );

  it.each([
    { parse: parseTaskStatus, body: null, message: 'task.id is undefined' },
    { parse: parseTaskStatus, body: [], message: 'task.id is undefined' },
    { parse: parseTaskStatus, body: { task: 'SUCCESS' }, message: 'task.id is undefined' },
    { parse: parseTaskStatus, body: { task: { ...TASK, id: null } }, message: 'task.id is null' },
    { parse: parseTaskStatus, body: { task: { ...TASK, status: 7 } }, message: 'task.status is number' },
    { parse: parseTaskStatus, body: { task: { ...TASK, result: undefined } }, message: 'task.result is undefined' },
    { parse: parseTaskStatus, body: { task: { ...TASK, exc: 1 } }, message: 'task.exc is number' },
    { parse: parseTaskStatus, body: { task: { ...TASK, exc: 'E' } }, message: 'task.traceback is undefined' },
    { parse: parseTaskDone, body: { detail: 'Not found' }, message: 'task.executed is undefined' },
    { parse: parseTaskDone, body: { task: { id: 't', executed: 1 } }, message: 'task.executed is number' },
    { parse: parseGroupDone, body: { group: null }, message: 'group.results is undefined' },
    { parse: parseGroupDone, body: { group: { id: 'g', results: {} } }, message: 'group.results is object' },
    { parse: parseGroupDone, body: { group: { results: [] } }, message: 'group.id is undefined' },
    {
      parse: parseGroupDone,
      body: { group: { id: 'g', results: [{ id: [], executed: true }] } },
      message: 'group.results[0].id is object',
    },
    {
      parse: parseGroupStatus,
      body: { group: { id: 'g', results: [{ status: 'A', result: 1 }, { result: 1 }] } },
      message: 'group.results[1].status is undefined',
    },
    {
      parse: parseGroupStatus,
      body: { group: { id: 'g', results: [null] } },
      message: 'group.results[0].result is undefined',
    },
  ])('$parse.name names the field in $body', ({ parse, body, message }) => {
    expect(() => parse(body)).toThrow(new TypeError(message));
  });

  it('omit exc and traceback when the body has neither, and keep a null traceback', () => {
    const short = { id: 't', status: 'SUCCESS', result: null };
    expect(Object.keys(parseTaskStatus({ task: { ...short, more: 1 } }).task)).toEqual(['id', 'status', 'result']);
    const long = { ...short, status: 'FAILURE', exc: 'E', traceback: null };
    expect(parseTaskStatus({ task: long })).toEqual({ task: long });
  });

  it('accept null in the fields that a grant hides', () => {
    const hidden = { id: 't', status: 'FAILURE', result: null, exc: null, traceback: null };
    expect(parseTaskStatus({ task: hidden })).toEqual({ task: hidden });
  });

  it('read a null status as PENDING, and a numeric id as text', () => {
    expect(parseTaskStatus({ task: { id: 5, status: null, result: null } }).task).toEqual({
      id: '5',
      status: 'PENDING',
      result: null,
    });
  });
});
