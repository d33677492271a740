import { HttpStatusError, TransportError } from '@celery-results/client';
import { QueryClient } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderWithClient } from '../test/render-with-client.tsx';
import { createScriptedClient, running, type ScriptedClient, succeeded } from '../test/scripted-client.ts';
import { showTab } from '../test/show-tab.ts';
import { useTaskStatus } from './use-task-status.ts';

beforeEach(() => {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'],
    now: 1_800_000_000_000,
  });
});
afterEach(() => {
  cleanup();
  showTab(true);
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

function loseAndRegainNetwork(): void {
  act(() => void window.dispatchEvent(new Event('offline')));
  act(() => void window.dispatchEvent(new Event('online')));
}

const renderStatus = ({ client }: ScriptedClient, options: { strict?: boolean; queryClient?: QueryClient } = {}) =>
  renderWithClient(() => useTaskStatus('t').data, { initialProps: null, client, ...options });

/** Seconds between two reads. */
const intervals = (readTimes: readonly number[]): number[] =>
  readTimes.slice(1).map((at, index) => (at - (readTimes[index] ?? at)) / 1_000);

describe('the polling of a running task', () => {
  it('reads every second at first, and less and less often without changes', async () => {
    const script = createScriptedClient(() => running());
    renderStatus(script);
    await pass(120_000);
    const seconds = intervals(script.readTimes);
    expect(seconds.slice(0, 15)).toEqual(Array(15).fill(1));
    expect(Math.max(...seconds)).toBe(10);
    const last = seconds.slice(-4);
    expect(last.reduce((sum, interval) => sum + interval, 0) / last.length).toBeGreaterThan(5);
  });

  it('sends at most 90 reads in ten minutes, at most 10 s apart', async () => {
    const script = createScriptedClient(() => running());
    renderStatus(script);
    await pass(600_000);
    expect(script.readTimes.length).toBeLessThanOrEqual(90);
    expect(Math.max(...intervals(script.readTimes))).toBe(10);
  });

  it('reads every second again after a change', async () => {
    const script = createScriptedClient((read) => running(read < 40 ? 1 : 2));
    renderStatus(script);
    await pass(600_000);
    const seconds = intervals(script.readTimes);
    expect(seconds[38]).toBeGreaterThan(5);
    expect(seconds[39]).toBe(1);
  });

  it('keeps its intervals in a component that renders every 300 ms', async () => {
    const quiet = createScriptedClient(() => running());
    renderStatus(quiet);
    await pass(60_000);
    cleanup();
    const busy = createScriptedClient(() => running());
    const { rerender } = renderStatus(busy);
    for (let at = 0; at < 60_000; at += 300) {
      await pass(300);
      rerender(null);
    }
    expect(intervals(busy.readTimes)).toEqual(intervals(quiet.readTimes));
  });

  it('reads again one second after a first request that failed', async () => {
    const script = createScriptedClient((read) =>
      read === 1 ? new TransportError('NETWORK', 'http://x') : succeeded(),
    );
    const { result } = renderStatus(script);
    await pass(1_100);
    expect(script.readTimes).toHaveLength(2);
    expect(result.current?.phase).toBe('succeeded');
  });

  it('renders nothing for 100 polls that change nothing', async () => {
    const script = createScriptedClient(() => running());
    let renders = 0;
    renderWithClient(
      () => {
        renders += 1;
        return useTaskStatus('t').data;
      },
      { initialProps: null, client: script.client },
    );
    await pass(1_000);
    const before = renders;
    await pass(1_000_000);
    expect(script.readTimes.length).toBeGreaterThan(100);
    expect(renders).toBe(before);
  });
});

describe('a permanent error', () => {
  it('ends the polling until the tab gets the focus again, as after a new login', async () => {
    const forbidden = new HttpStatusError(403, 'http://x');
    const script = createScriptedClient((read) => (read < 3 ? forbidden : running()));
    renderStatus(script);
    await pass(60_000);
    expect(script.readTimes).toHaveLength(1);
    const refocus = async () => {
      showTab(false);
      showTab(true);
      await pass(60_000);
    };
    await refocus();
    expect(script.readTimes).toHaveLength(2);
    await refocus();
    expect(script.readTimes.length).toBeGreaterThan(20);
  });
});

describe('a hidden tab', () => {
  it('sends no request, and one at once when it is visible again', async () => {
    const script = createScriptedClient(() => running());
    renderStatus(script);
    await pass(100);
    showTab(false);
    await pass(60_000);
    expect(script.readTimes).toHaveLength(1);
    showTab(true);
    await pass(0);
    expect(script.readTimes).toHaveLength(2);
  });
});

describe('a final task', () => {
  it.each([{ strict: false }, { strict: true }])(
    'sends no request for 60 s of focus, reconnect and remount (%o)',
    async ({ strict }) => {
      const script = createScriptedClient(() => succeeded());
      const queryClient = new QueryClient();
      const first = renderStatus(script, { queryClient, strict });
      await pass(10_000);
      showTab(false);
      showTab(true);
      loseAndRegainNetwork();
      await pass(10_000);
      first.unmount();
      const second = renderStatus(script, { queryClient, strict });
      expect(second.result.current?.phase).toBe('succeeded');
      await pass(40_000);
      expect(script.readTimes).toHaveLength(1);
    },
  );

  it('is read on focus and reconnect before it is final', async () => {
    const script = createScriptedClient(() => running());
    renderStatus(script);
    await pass(100);
    showTab(false);
    showTab(true);
    await pass(0);
    expect(script.readTimes).toHaveLength(2);
    loseAndRegainNetwork();
    await pass(0);
    expect(script.readTimes).toHaveLength(3);
  });
});
