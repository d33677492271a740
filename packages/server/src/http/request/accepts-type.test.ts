import { expect, it } from 'vitest';
import { acceptsType } from './accepts-type.ts';

const TYPE = 'text/event-stream';

it.each([
  undefined,
  '',
  ' ',
  '*/*',
  'text/*',
  TYPE,
  'Text/Event-Stream',
  'text/event-stream; charset=utf-8',
  'text/event-stream;charset="UTF-8"; q=0.1',
  'text/event-stream ; Q=1.000',
  'application/json, text/event-stream',
  'application/json;q=1, text/event-stream;q=0.001',
  'text/html, ,, application/json;q=0.9,*/*;q=0.8',
  'text/event-stream;v="a,b;q=0", application/json',
  'text/event-stream;v="a\\",application/json;q=0"',
  'text/*;q=0, text/event-stream',
  '*/*;q=0, text/*;q=0.5',
  'text/event-stream;q=0, text/event-stream;charset=utf-8',
  'text/event-stream;q=high',
])('accepts a stream with %j', (accept) => {
  expect(acceptsType(accept, TYPE)).toBe(true);
});

it.each([
  'application/json',
  'text/html, image/*',
  'text/event-stream;q=0',
  'text/event-stream; charset=utf-8; q=0.000',
  '*/*, text/event-stream;q=0',
  'text/*;q=0, */*',
  'text/event-streams',
  'xtext/event-stream',
  'application/json;v="a, text/event-stream"',
  'nonsense',
])('does not accept a stream with %j', (accept) => {
  expect(acceptsType(accept, TYPE)).toBe(false);
});
