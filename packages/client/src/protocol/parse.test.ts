import { loadVectors } from '@celery-results/conformance';
import { describe, expect, it } from 'vitest';
import { parsePythonJson } from '../http/parse-json.ts';
import { parseTaskDone, parseTaskStatus } from './parse.ts';
import { parseGroupDone, parseGroupStatus } from './parse-group.ts';

const PARSERS = [
  ['task/status/', parseTaskStatus],
  ['task/done/', parseTaskDone],
  ['group/status/', parseGroupStatus],
  ['group/done/', parseGroupDone],
] as const;

describe('the parsers', () => {
  it.each(['states.json', 'groups.json', 'exceptions.json', 'worker-run.json'])(
    'read every recorded answer of %s',
    async (file) => {
      let read = 0;
      for (const { requests } of (await loadVectors(file)).cases) {
        for (const { path, status, body } of requests) {
          const parser = PARSERS.find(([route]) => path.startsWith(`/celery/${route}`))?.[1];
          if (status !== 200 || !parser) continue;
          parser(parsePythonJson(body));
          read += 1;
        }
      }
      expect(read).toBeGreaterThan(50);
    },
  );

  it.each([
    [parseTaskStatus, null, 'task.id is undefined'],
    [parseTaskStatus, [], 'task.id is undefined'],
    [parseTaskStatus, { task: 'SUCCESS' }, 'task.id is undefined'],
    [parseTaskStatus, { task: { id: null, status: 'SUCCESS', result: 1 } }, 'task.id is null'],
    [parseTaskStatus, { task: { id: 't', status: 7, result: 1 } }, 'task.status is number'],
    [parseTaskStatus, { task: { id: 't', status: 'SUCCESS' } }, 'task.result is undefined'],
    [parseTaskStatus, { task: { id: 't', status: 'FAILURE', result: '', exc: 1 } }, 'task.exc is number'],
    [parseTaskStatus, { task: { id: 't', status: 'FAILURE', result: '', exc: 'E' } }, 'task.traceback is undefined'],
    [parseTaskDone, { detail: 'Not found' }, 'task.executed is undefined'],
    [parseTaskDone, { task: { id: 't', executed: 1 } }, 'task.executed is number'],
    [parseGroupDone, { group: null }, 'group.results is undefined'],
    [parseGroupDone, { group: { id: 'g', results: {} } }, 'group.results is object'],
    [parseGroupDone, { group: { results: [] } }, 'group.id is undefined'],
    [parseGroupDone, { group: { id: 'g', results: [{ id: [], executed: true }] } }, 'group.results[0].id is object'],
    [
      parseGroupStatus,
      { group: { id: 'g', results: [{ status: 'A', result: 1 }, { result: 1 }] } },
      'group.results[1].status is undefined',
    ],
    [parseGroupStatus, { group: { id: 'g', results: [null] } }, 'group.results[0].result is undefined'],
  ] as const)('%o names the place in %j', (parse, body, message) => {
    expect(() => parse(body)).toThrow(new TypeError(message));
  });

  it('leave fields that are not there out, and keep a null traceback', () => {
    const short = { id: 't', status: 'SUCCESS', result: null };
    expect(Object.keys(parseTaskStatus({ task: { ...short, more: 1 } }).task)).toEqual(['id', 'status', 'result']);
    const long = { ...short, status: 'FAILURE', exc: 'E', traceback: null };
    expect(parseTaskStatus({ task: long })).toEqual({ task: long });
  });

  it('take null for what a server does not show to everybody', () => {
    const hidden = { id: 't', status: 'FAILURE', result: null, exc: null, traceback: null };
    expect(parseTaskStatus({ task: hidden })).toEqual({ task: hidden });
  });

  it('takes a null status for PENDING and a number for an id', () => {
    expect(parseTaskStatus({ task: { id: 5, status: null, result: null } }).task).toEqual({
      id: '5',
      status: 'PENDING',
      result: null,
    });
  });
});
