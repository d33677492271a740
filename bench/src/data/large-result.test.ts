import { expect, it } from 'vitest';
import { largeResult } from './large-result.ts';

it('is JSON of 100 kB as Python writes it, different for each number', () => {
  const text = largeResult(3);
  expect(Math.abs(text.length - 100_000)).toBeLessThan(300);
  expect(JSON.parse(text).rows.length).toBeGreaterThan(500);
  expect(text).toContain('": ');
  expect(text).toBe(largeResult(3));
  expect(text).not.toBe(largeResult(4));
});
