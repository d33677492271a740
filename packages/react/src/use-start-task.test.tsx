import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeBackend } from '../test/fake-backend.ts';
import { pass } from '../test/pass.ts';
import { renderWithClient } from '../test/render-with-client.tsx';
import { type StartAnswer, type StartTaskOptions, useStartTask } from './use-start-task.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  sessionStorage.clear();
  localStorage.clear();
  history.replaceState(null, '', '/');
});

function render(
  options: StartTaskOptions<string>,
  { backend = createFakeBackend({ batch: false }), strict = false } = {},
) {
  const { client } = backend;
  const rendered = renderWithClient(() => useStartTask(options), { initialProps: null, client, strict });
  return { backend, ...rendered };
}
const startAs = (answer: StartAnswer) => ({ start: async () => answer });

describe.each([{ strict: false }, { strict: true }])('useStartTask (%o)', ({ strict }) => {
  it('follows a task from its start to its result', async () => {
    const { backend, result } = render(startAs({ task_id: 't' }), { strict });
    expect(result.current).toMatchObject({ id: null, phase: 'idle', isStarting: false, progress: null, error: null });
    act(() => result.current.start('x'));
    await pass(100);
    expect(result.current).toMatchObject({ id: 't', phase: 'running', isStarting: false });
    backend.store('t', 'PROGRESS', { current: 1, total: 4 });
    await pass(2_000);
    expect(result.current.progress?.percent).toBe(25);
    backend.store('t', 'SUCCESS', { rows: 3 });
    await pass(5_000);
    expect(result.current).toMatchObject({ phase: 'succeeded', result: { rows: 3 }, error: null });
  });
});

describe('useStartTask', () => {
  it.each<StartAnswer>(['t', { task_id: 't' }, { taskId: 't' }, { id: 't' }])(
    'reads the id from %o',
    async (answer) => {
      const { result } = render(startAs(answer));
      act(() => result.current.start('x'));
      await pass(100);
      expect(result.current.id).toBe('t');
    },
  );

  it('has an error that asks for an id if the answer has none', async () => {
    const { result } = render({ start: async () => JSON.parse('{"ok":true}') });
    act(() => result.current.start('x'));
    await pass(100);
    expect(result.current).toMatchObject({ phase: 'idle', id: null });
    expect(result.current.error?.message).toMatch('start has to resolve with an id, or with {task_id}');
  });

  it('shows the progress of an upload until the task has an id', async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const { result } = render({
      start: (_variables, { setProgress }) => {
        setProgress(1, 3);
        return promise;
      },
    });
    act(() => result.current.start('file'));
    await pass(0);
    expect(result.current).toMatchObject({ phase: 'starting', isStarting: true, progress: { percent: 33 } });
    resolve('t');
    await pass(100);
    expect(result.current).toMatchObject({ phase: 'running', progress: null });
  });

  it('has the error of a refused start, and starts again', async () => {
    let isRefused = true;
    const { result } = render({
      start: async () => {
        if (isRefused) throw new Error('no file');
        return 't';
      },
    });
    act(() => result.current.start('x'));
    await pass(100);
    expect(result.current).toMatchObject({ phase: 'idle', error: new Error('no file') });
    isRefused = false;
    act(() => result.current.start('x'));
    await pass(100);
    expect(result.current).toMatchObject({ phase: 'running', error: null });
  });

  it('has a TaskError for a task that fails', async () => {
    const { backend, result } = render(startAs('t'));
    backend.store('t', 'FAILURE', "ValueError('no')");
    act(() => result.current.start('x'));
    await pass(100);
    expect(result.current).toMatchObject({ phase: 'failed', result: undefined, error: { code: 'TASK_FAILED' } });
  });

  it('follows the task of the last start', async () => {
    const answers: ((id: string) => void)[] = [];
    const { result } = render({ start: () => new Promise<string>((resolve) => answers.push(resolve)) });
    act(() => result.current.start('one'));
    act(() => result.current.start('two'));
    await pass(0);
    answers[1]?.('two');
    await pass(100);
    answers[0]?.('one');
    await pass(100);
    expect(result.current.id).toBe('two');
  });
});

describe.each(['session', 'local', 'url'] as const)('a task that is persisted in %s', (place) => {
  const persist = { persist: 'report', persistIn: place };

  it('is followed after a reload, until reset removes it', async () => {
    const first = render({ ...startAs('t'), ...persist });
    act(() => first.result.current.start('x'));
    await pass(100);
    first.unmount();
    const second = render({ ...startAs('t'), ...persist });
    await pass(100);
    expect(second.result.current).toMatchObject({ id: 't', phase: 'running', isStarting: false });
    act(() => second.result.current.reset());
    expect(second.result.current).toMatchObject({ id: null, phase: 'idle' });
    second.unmount();
    const third = render({ ...startAs('t'), ...persist });
    await pass(100);
    expect(third.result.current.id).toBeNull();
  });

  it('is removed when the server no longer has it', async () => {
    const first = render({ ...startAs('t'), ...persist });
    act(() => first.result.current.start('x'));
    await pass(100);
    first.unmount();
    const backend = createFakeBackend({ batch: false });
    backend.store('t', 'PENDING');
    const { result } = render({ ...startAs('t'), ...persist, unknownAfter: 1_000 } as StartTaskOptions<string>, {
      backend,
    });
    await pass(120_000);
    expect(result.current).toMatchObject({ id: null, phase: 'idle' });
  });
});

it('a blocked storage keeps nothing, and the task is followed', async () => {
  const blocked = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('blocked', 'SecurityError');
  });
  const { result } = render({ ...startAs('t'), persist: 'report' });
  act(() => result.current.start('x'));
  await pass(100);
  expect(result.current).toMatchObject({ id: 't', phase: 'running' });
  blocked.mockRestore();
});

it('an invalid place is an error that names it', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const wrong = { persist: 'report', persistIn: 'cookie' as 'local' };
  expect(() => render({ ...startAs('t'), ...wrong })).toThrow('persistIn must be session, local or url');
  vi.restoreAllMocks();
});
