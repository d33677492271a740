import { expect, it } from 'vitest';
import { resultStart } from './raw-result.ts';

it.each([
  ['{"task": {"id": "a.b-1", "status": "SUCCESS", "result": 1.10}}', '1.10}}'],
  ['{"task": {"id": "a", "status": "MY \\"own\\", \\"result\\": 9", "result": {"a": 1}}}', '{"a": 1}}}'],
  ['{"task": {"id": "a", "status": "SUCCESS", "result": "cut he', '"cut he'],
])('finds the result in %s', (text, rest) => {
  expect(text.slice(resultStart(text))).toBe(rest);
});

it.each(['', '{"task": {"id": "a", "status": "SUC', '{"type": "urn:x"}'])('finds no result in %s', (text) => {
  expect(resultStart(text)).toBeUndefined();
});
