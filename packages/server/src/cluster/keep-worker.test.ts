import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../failure.ts';
import type { Child, Ending } from './fork-worker.ts';
import { type Kept, keepWorker } from './keep-worker.ts';

/** A process that does what the test says. */
interface Made extends Child {
  listen(): Promise<void>;
  end(ending?: Partial<Ending>): Promise<void>;
  readonly stop: ReturnType<typeof vi.fn<() => void>>;
  readonly kill: ReturnType<typeof vi.fn<() => void>>;
}

function makeChild(pid: number): Made {
  const listening = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Ending>();
  return {
    ...{ pid, listening: listening.promise, ended: ended.promise, counted: undefined },
    count: () => Promise.resolve(),
    stop: vi.fn<() => void>(),
    kill: vi.fn<() => void>(),
    listen: async () => {
      listening.resolve();
      await vi.advanceTimersByTimeAsync(0);
    },
    end: async (ending) => {
      ended.resolve({ code: null, signal: 'SIGKILL', failure: undefined, ...ending });
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

let children: Made[];
let ends: boolean[];
let failures: Failure[];
let kept: Kept;
const last = (): Made => children.at(-1) ?? expect.fail('nothing was started');

beforeEach(() => {
  vi.useFakeTimers();
  [children, ends, failures] = [[], [], []];
  kept = keepWorker({
    number: 1,
    fork: () => {
      const child = makeChild(children.length);
      children.push(child);
      return child;
    },
    log: { info: () => {}, error: () => {} },
    onEnd: (_counted, byItself) => ends.push(byItself),
    onFailed: (failure) => failures.push(failure),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Ends the last process, and gives the milliseconds until the next one starts. */
async function restartAfter(ending: Partial<Ending> = {}): Promise<number> {
  const count = children.length;
  const start = Date.now();
  await last().end(ending);
  while (children.length === count && failures.length === 0) await vi.advanceTimersToNextTimerAsync();
  return Date.now() - start;
}

describe('a kept worker', () => {
  it('is started again at once when it was steady, and later and later when it was not', async () => {
    await last().listen();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await restartAfter()).toBe(0);
    const waits: number[] = [];
    for (let time = 0; time < 7; time += 1) {
      await last().listen();
      waits.push(await restartAfter());
    }
    expect(waits).toEqual([250, 750, 1_750, 3_750, 7_750, 10_000, 10_000]);
    await last().listen();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await restartAfter()).toBe(0);
    expect([failures, ends]).toEqual([[], Array.from({ length: 9 }, () => true)]);
  });

  it('fails with its own reason when its first process ends before it listens', async () => {
    await last().end({ code: 2, signal: null, failure: { code: 2, message: 'the port is in use' } });
    expect(failures).toEqual([{ code: 2, message: 'the port is in use' }]);
    expect([children.length, vi.getTimerCount()]).toEqual([1, 0]);
  });

  it('fails when ten processes in a row do not come to listen, and not over fewer', async () => {
    await last().listen();
    await restartAfter();
    for (let time = 0; time < 9; time += 1) await restartAfter();
    expect([failures, kept.isListening]).toEqual([[], false]);
    await last().listen();
    await restartAfter();
    for (let time = 0; time < 10; time += 1) await restartAfter({ code: 7, signal: null });
    expect(failures).toEqual([{ code: 1, message: 'worker 1 ended with code 7' }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('starts no other process once it is stopped', async () => {
    await last().listen();
    const stopped = kept.stop();
    expect(last().stop).toHaveBeenCalledOnce();
    await last().end({ code: 0, signal: null });
    expect([await stopped, children.length, ends]).toEqual([true, 1, [false]]);
  });

  it('says that it did not finish when its process crashes on the way', async () => {
    await last().listen();
    const stopped = kept.stop();
    await last().end({ code: 1, signal: null });
    expect(await stopped).toBe(false);
  });

  it('does not wait to start another process when it is stopped', async () => {
    await last().listen();
    await last().end();
    expect(vi.getTimerCount()).toBe(1);
    expect([await kept.stop(), vi.getTimerCount(), children.length]).toEqual([true, 0, 1]);
  });
});
