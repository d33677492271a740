import { expect, it } from 'vitest';
import { parseBatch } from './parse-batch.ts';

it.each([
  { response: { unchanged: 5 }, message: 'unchanged is number' },
  { response: { tasks: { a: { id: 'a', status: 5, result: null } } }, message: 'tasks.a.status is number' },
  { response: { tasks: null }, message: 'tasks is null' },
  { response: { errors: { a: null } }, message: 'errors.a.status is undefined' },
  { response: { groups: { g: { id: 'g', results: [{}] } } }, message: 'groups.g.results[0].id is undefined' },
])('parseBatch names the field in a response of another shape: $message', ({ response, message }) => {
  const body = { tasks: {}, groups: {}, unchanged: [], errors: {}, ...response };
  expect(() => parseBatch(body)).toThrow(new TypeError(message));
});
