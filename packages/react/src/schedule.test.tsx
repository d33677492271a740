import { HttpStatusError, TransportError } from '@celery-results/client';
import { QueryClient } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderWithClient } from '../test/render-with-client.tsx';
import { running, type ScriptedClient, scriptedClient, succeeded } from '../test/scripted-client.ts';
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

const follow = ({ client }: ScriptedClient, options: { strict?: boolean; queryClient?: QueryClient } = {}) =>
  renderWithClient(() => useTaskStatus('t').data, { initialProps: null, client, ...options });

/** Seconds between one read and the next. */
const waits = (reads: readonly number[]): number[] =>
  reads.slice(1).map((at, index) => (at - (reads[index] ?? at)) / 1_000);

describe('the schedule', () => {
  it('asks every second at first, and less often the longer nothing changes', async () => {
    const script = scriptedClient(() => running());
    follow(script);
    await pass(120_000);
    const seconds = waits(script.reads);
    expect(seconds.slice(0, 15)).toEqual(Array(15).fill(1));
    expect(Math.max(...seconds)).toBe(10);
    const last = seconds.slice(-4);
    expect(last.reduce((sum, one) => sum + one, 0) / last.length).toBeGreaterThan(5);
  });

  it('asks at most 90 times in ten minutes, and never waits more than 10 s', async () => {
    const script = scriptedClient(() => running());
    follow(script);
    await pass(600_000);
    expect(script.reads.length).toBeLessThanOrEqual(90);
    expect(Math.max(...waits(script.reads))).toBe(10);
  });

  it('goes back to a second when the progress moves', async () => {
    const script = scriptedClient((read) => running(read < 40 ? 1 : 2));
    follow(script);
    await pass(600_000);
    const seconds = waits(script.reads);
    expect(seconds[38]).toBeGreaterThan(5);
    expect(seconds[39]).toBe(1);
  });

  it('is not put off by a component that renders every 300 ms', async () => {
    const quiet = scriptedClient(() => running());
    follow(quiet);
    await pass(60_000);
    cleanup();
    const busy = scriptedClient(() => running());
    const { rerender } = follow(busy);
    for (let at = 0; at < 60_000; at += 300) {
      await pass(300);
      rerender(null);
    }
    expect(waits(busy.reads)).toEqual(waits(quiet.reads));
  });

  it('asks again a second after the first request failed', async () => {
    const script = scriptedClient((read) => (read === 1 ? new TransportError('NETWORK', 'http://x') : succeeded()));
    const { result } = follow(script);
    await pass(1_100);
    expect(script.reads).toHaveLength(2);
    expect(result.current?.phase).toBe('succeeded');
  });

  it('renders nothing for 100 polls that change nothing', async () => {
    const script = scriptedClient(() => running());
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
    expect(script.reads.length).toBeGreaterThan(100);
    expect(renders).toBe(before);
  });
});

describe('an error that asking again cannot mend', () => {
  it('ends the polling until the tab is focused again, as after a new login', async () => {
    const refused = new HttpStatusError(403, 'http://x');
    const script = scriptedClient((read) => (read < 3 ? refused : running()));
    follow(script);
    await pass(60_000);
    expect(script.reads).toHaveLength(1);
    const focusAgain = async () => {
      showTab(false);
      showTab(true);
      await pass(60_000);
    };
    await focusAgain();
    expect(script.reads).toHaveLength(2);
    await focusAgain();
    expect(script.reads.length).toBeGreaterThan(20);
  });
});

describe('a hidden tab', () => {
  it('sends nothing, and one request at once when it is shown again', async () => {
    const script = scriptedClient(() => running());
    follow(script);
    await pass(100);
    showTab(false);
    await pass(60_000);
    expect(script.reads).toHaveLength(1);
    showTab(true);
    await pass(0);
    expect(script.reads).toHaveLength(2);
  });
});

describe('a final task', () => {
  it.each([{ strict: false }, { strict: true }])(
    'costs nothing for 60 s of focus, reconnect and remount (%o)',
    async ({ strict }) => {
      const script = scriptedClient(() => succeeded());
      const queryClient = new QueryClient();
      const first = follow(script, { queryClient, strict });
      await pass(10_000);
      showTab(false);
      showTab(true);
      loseAndRegainNetwork();
      await pass(10_000);
      first.unmount();
      const second = follow(script, { queryClient, strict });
      expect(second.result.current?.phase).toBe('succeeded');
      await pass(40_000);
      expect(script.reads).toHaveLength(1);
    },
  );

  it('does ask on focus and reconnect as long as it is not final', async () => {
    const script = scriptedClient(() => running());
    follow(script);
    await pass(100);
    showTab(false);
    showTab(true);
    await pass(0);
    expect(script.reads).toHaveLength(2);
    loseAndRegainNetwork();
    await pass(0);
    expect(script.reads).toHaveLength(3);
  });
});
