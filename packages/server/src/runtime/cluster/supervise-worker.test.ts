import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Failure } from '../failure.ts';
import type { WorkerExit, WorkerProcess } from './fork-worker.ts';
import { type SupervisedWorker, superviseWorker } from './supervise-worker.ts';

/** A process that the test controls. */
interface TestProcess extends WorkerProcess {
  listen(): Promise<void>;
  end(ending?: Partial<WorkerExit>): Promise<void>;
  readonly stop: ReturnType<typeof vi.fn<() => void>>;
  readonly kill: ReturnType<typeof vi.fn<() => void>>;
}

function createProcess(pid: number): TestProcess {
  const listening = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<WorkerExit>();
  return {
    pid,
    listening: listening.promise,
    ended: ended.promise,
    snapshot: undefined,
    updateSnapshot: () => Promise.resolve(),
    reload: () => {},
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

let children: TestProcess[];
let ends: boolean[];
let failures: Failure[];
let worker: SupervisedWorker;
const last = (): TestProcess => children.at(-1) ?? expect.fail('no process was started');

beforeEach(() => {
  vi.useFakeTimers();
  [children, ends, failures] = [[], [], []];
  worker = superviseWorker({
    number: 1,
    fork: () => {
      const child = createProcess(children.length);
      children.push(child);
      return child;
    },
    log: { info: () => {}, error: () => {} },
    onEnd: (_snapshot, byItself) => ends.push(byItself),
    onFailed: (failure) => failures.push(failure),
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Ends the last process, and returns the milliseconds until the next one starts. */
async function restartAfter(ending: Partial<WorkerExit> = {}): Promise<number> {
  const count = children.length;
  const start = Date.now();
  await last().end(ending);
  while (children.length === count && failures.length === 0) await vi.advanceTimersToNextTimerAsync();
  return Date.now() - start;
}

describe('a supervised worker', () => {
  it('is restarted at once after a stable run, and after growing pauses otherwise', async () => {
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

  it('reports the reason of its first process when that ends before it listens', async () => {
    await last().end({ code: 2, signal: null, failure: { code: 2, message: 'the port is in use' } });
    expect(failures).toEqual([{ code: 2, message: 'the port is in use' }]);
    expect([children.length, vi.getTimerCount()]).toEqual([1, 0]);
  });

  it('fails only when ten processes in a row have ended before they listened', async () => {
    await last().listen();
    await restartAfter();
    for (let time = 0; time < 9; time += 1) await restartAfter();
    expect([failures, worker.isListening]).toEqual([[], false]);
    await last().listen();
    await restartAfter();
    for (let time = 0; time < 10; time += 1) await restartAfter({ code: 7, signal: null });
    expect(failures).toEqual([{ code: 1, message: 'worker 1 ended with code 7' }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('starts no process after a stop', async () => {
    await last().listen();
    const stopped = worker.stop();
    expect(last().stop).toHaveBeenCalledOnce();
    await last().end({ code: 0, signal: null });
    expect([await stopped, children.length, ends]).toEqual([true, 1, [false]]);
  });

  it('reports unfinished requests when its process crashes during the stop', async () => {
    await last().listen();
    const stopped = worker.stop();
    await last().end({ code: 1, signal: null });
    expect(await stopped).toBe(false);
  });

  it('ends the pause before a restart when it is stopped', async () => {
    await last().listen();
    await last().end();
    expect(vi.getTimerCount()).toBe(1);
    expect([await worker.stop(), vi.getTimerCount(), children.length]).toEqual([true, 0, 1]);
  });
});
