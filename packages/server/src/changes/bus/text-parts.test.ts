import { expect, it } from 'vitest';
import { splitText, TextJoiner } from './text-parts.ts';

const join = (parts: readonly string[], joiner = new TextJoiner()): readonly (string | undefined)[] =>
  parts.map((part) => joiner.add(part));

it.each(['', 'a', 'a'.repeat(20_000), '😀'.repeat(5_000)])(
  'a text arrives complete, in parts that PostgreSQL accepts',
  (text) => {
    const parts = splitText(text);
    expect(Math.max(...parts.map((part) => Buffer.byteLength(part)))).toBeLessThan(8_000);
    expect(new Set(parts).size).toBe(parts.length);
    expect(join(parts).at(-1)).toBe(text);
  },
);

it('a message of a worker is a complete text', () => {
  expect(join(['9f4c-1'])).toEqual(['9f4c-1']);
});

it('a text without its last part is ignored', () => {
  const joiner = new TextJoiner();
  join(splitText('a'.repeat(5_000)).slice(0, 1), joiner);
  expect(join(splitText('{"kind": "beat"}'), joiner)).toEqual(['{"kind": "beat"}']);
});
