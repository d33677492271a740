import { expect, it } from 'vitest';
import { jumpTargets } from './jump-targets.ts';

const urls = (text: string): readonly string[] => jumpTargets(text).map(({ url }) => url);

it('offers every screen first', () => {
  expect(urls('').slice(0, 2)).toEqual(['/', '/overview/']);
});

it.each([
  ['an id', ' 3f2a8c6e-1b7d-4f0e-9a55-0c2b7e4d9c1e '],
  ['the call of Python', 'AsyncResult("3f2a8c6e-1b7d-4f0e-9a55-0c2b7e4d9c1e")'],
  ['a URL', 'https://shop.example/celery/task/status/3f2a8c6e-1b7d-4f0e-9a55-0c2b7e4d9c1e/'],
])('finds the task and the group of %s', (_, text) => {
  expect(urls(text)).toEqual([
    '/tasks/3f2a8c6e-1b7d-4f0e-9a55-0c2b7e4d9c1e/',
    '/groups/3f2a8c6e-1b7d-4f0e-9a55-0c2b7e4d9c1e/',
  ]);
});

it('finds a state by its name, before the task with this id', () => {
  expect(urls('fail')[0]).toBe('/?status=FAILURE');
});

it('offers no task for a text that is not an id', () => {
  expect(urls('<script>')).toEqual([]);
});
