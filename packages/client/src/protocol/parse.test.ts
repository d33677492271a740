import { loadVectors } from '@celery-results/conformance';
import { describe, expect, it } from 'vitest';
import { parsePythonJson } from '../http/parse-json.ts';
import { ParseError, parseGroupDone, parseGroupStatus, parseTaskDone, parseTaskStatus } from './parse.ts';

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
    [parseTaskStatus, null, 'the answer should be an object, but is null'],
    [parseTaskStatus, [], 'the answer should be an object, but is a list'],
    [parseTaskStatus, {}, 'task should be present, but is missing'],
    [parseTaskStatus, { task: { id: 't', status: 'SUCCESS' } }, 'task.result should be present, but is missing'],
    [
      parseTaskStatus,
      { task: { id: 't', status: 'FAILURE', result: '', exc: 1 } },
      'task.exc should be text, but is of type number',
    ],
    [parseTaskDone, { task: { id: 't', executed: 1 } }, 'task.executed should be true or false, but is of type number'],
    [parseGroupDone, { group: { id: 'g', results: {} } }, 'group.results should be a list, but is of type object'],
    [
      parseGroupDone,
      { group: { id: 'g', results: [{ id: [], executed: true }] } },
      'group.results[0].id should be text, but is a list',
    ],
    [
      parseGroupStatus,
      { group: { id: 'g', results: [{ status: 'A', result: 1 }, { result: 1 }] } },
      'group.results[1].status should be present, but is missing',
    ],
  ] as const)('%o names the place in %j', (parse, body, message) => {
    expect(() => parse(body)).toThrow(ParseError);
    expect(() => parse(body)).toThrow(message);
  });

  it('takes a null status for PENDING and a number for an id', () => {
    expect(parseTaskStatus({ task: { id: 5, status: null, result: null } }).task).toEqual({
      id: '5',
      status: 'PENDING',
      result: null,
    });
  });
});
