import { expect, it } from 'vitest';
import { parseBusy, parseStat, treeOf } from './proc.ts';

it('parses parent and CPU time of a process whose name has spaces and brackets', () => {
  const text = '42 (a) b (c) S 7 42 42 0 -1 4194304 100 0 0 0 150 50 20 30 20 0 11 0 9 0 0';
  expect(parseStat(text, 0.01)).toEqual({ parent: 7, seconds: 2.5 });
});

it('counts as busy all time but that of idling and of waiting for disks', () => {
  expect(parseBusy('cpu  100 10 50 9000 500 1 2 7 0 0\ncpu0 1 1 1 1\n', 0.01)).toBeCloseTo(1.7);
});

it('finds children of children, in whatever order of pids', () => {
  const processes = new Map([10, 5, 7, 8].map((pid, at) => [pid, { parent: [1, 10, 5, 1][at] ?? 0, seconds: 0 }]));
  expect(new Set(treeOf([10], processes))).toEqual(new Set([10, 5, 7]));
  expect(treeOf([99], processes)).toEqual([]);
});
