import { act, cleanup, renderHook } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useRememberedTasks } from './use-remembered-tasks.ts';

beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  localStorage.clear();
});
const render = (ttl?: number) =>
  renderHook(() => useRememberedTasks('reports', ttl === undefined ? {} : { ttl })).result;
const idsOf = ({ current }: ReturnType<typeof render>) => current.tasks.map(({ id }) => id);

it('remembers tasks over a reload, in the order in which they were added', () => {
  const first = render();
  act(() => first.current.add('a'));
  act(() => first.current.add('b'));
  act(() => first.current.add('a'));
  cleanup();
  const second = render();
  expect(second.current.tasks).toEqual([
    { id: 'b', addedAt: 1_800_000_000_000 },
    { id: 'a', addedAt: 1_800_000_000_000 },
  ]);
  act(() => second.current.remove('b'));
  expect(idsOf(second)).toEqual(['a']);
});

it('removes a task after its ttl', () => {
  const first = render(60_000);
  act(() => first.current.add('old'));
  vi.setSystemTime(1_800_000_040_000);
  act(() => first.current.add('new'));
  cleanup();
  vi.setSystemTime(1_800_000_070_000);
  const second = render(60_000);
  expect(idsOf(second)).toEqual(['new']);
  act(() => second.current.add('newer'));
  expect(localStorage.getItem('celery-results:tasks:reports')).not.toContain('old');
});

it('shows tasks that another component or another tab adds', () => {
  const [one, two] = [render(), render()];
  act(() => one.current.add('a'));
  expect(idsOf(two)).toEqual(['a']);
  localStorage.setItem('celery-results:tasks:reports', '[{"id":"b","addedAt":1800000000000}]');
  act(() => void dispatchEvent(new StorageEvent('storage')));
  expect([idsOf(one), idsOf(two)]).toEqual([['b'], ['b']]);
});

it.each(['not JSON', '{}', '[1, {"id": 2, "addedAt": 1}]'])('is empty for the stored text %s', (text) => {
  localStorage.setItem('celery-results:tasks:reports', text);
  const remembered = render();
  expect(idsOf(remembered)).toEqual([]);
  act(() => remembered.current.add('a'));
  expect(idsOf(remembered)).toEqual(['a']);
});

it('has no tasks on a server that renders pages', () => {
  localStorage.setItem('celery-results:tasks:reports', '[{"id":"b","addedAt":1800000000000}]');
  const Count = () => useRememberedTasks('reports').tasks.length;
  expect(renderToString(<Count />)).toBe('0');
});

it.each([0, -1, Number.NaN])('refuses a ttl of %s', (ttl) => {
  expect(() => render(ttl)).toThrow(`ttl has to be a positive number of milliseconds, and is ${ttl}`);
});
