import { describe, expect, it } from 'vitest';
import { type PollOptions, pollDelay } from './poll-delay.ts';

/** Reads a job that changes nothing, each answer `latency` after its request; gives when it was asked. */
function reads(until: number, options: PollOptions & { phase?: number }, latency: number): number[] {
  const asked: number[] = [];
  let at = 0;
  while (at < until) {
    asked.push(at);
    at += latency + pollDelay({ answeredAt: at + latency, changedAt: 0 }, options);
  }
  return asked;
}

const gaps = (times: readonly number[]): number[] => times.slice(1).map((at, index) => at - (times[index] ?? 0));

describe('pollDelay', () => {
  it.each([
    [0, 1_000],
    [9_000, 1_000],
    [27_000, 3_000],
    [60_000, 6_000],
    [3_600_000, 10_000],
  ])('waits for a tenth of the time since the last change: after %i ms, %i ms', (answeredAt, expected) => {
    expect(pollDelay({ answeredAt, changedAt: 0 })).toBe(expected);
  });

  it('starts anew when something changed', () => {
    expect(pollDelay({ answeredAt: 600_000, changedAt: 600_000 })).toBe(1_000);
  });

  it.each([0, 30, 400, 700].flatMap((latency) => [0, 1, 500, 999].map((phase) => [latency, phase] as const)))(
    'asks 90 times at most in ten minutes, and is 10 s late at most, with %i ms of latency on a clock of phase %i',
    (latency, phase) => {
      const asked = reads(600_000, { phase }, latency);
      expect(asked.length).toBeLessThanOrEqual(90);
      expect(Math.max(...gaps(asked))).toBeLessThanOrEqual(10_000 + latency);
    },
  );

  it('brings reads that were answered at odd moments onto one tick', () => {
    const ticks = [0, 47, 94, 490].map(
      (late) => 5_000 + late + pollDelay({ answeredAt: 5_000 + late, changedAt: 5_000 + late }),
    );
    expect(new Set(ticks)).toEqual(new Set([6_000]));
  });

  it.each([0, 200, 500, 999])(
    'leaves half of the shortest wait at least, and one and a half at most, after %i ms',
    (late) => {
      const delay = pollDelay({ answeredAt: 5_000 + late, changedAt: 5_000 + late });
      expect(delay).toBeGreaterThanOrEqual(500);
      expect(delay).toBeLessThan(1_500);
    },
  );

  it('ticks on the clock of its own client', () => {
    const at = { answeredAt: 5_100, changedAt: 5_100 };
    expect(at.answeredAt + pollDelay(at, { phase: 300 })).toBe(6_300);
    expect(at.answeredAt + pollDelay(at, { phase: 50 })).toBe(6_050);
  });

  it('keeps within other bounds', () => {
    expect(pollDelay({ answeredAt: 60_000, changedAt: 0 }, { interval: 500, maxInterval: 2_000 })).toBe(2_000);
    expect(pollDelay({ answeredAt: 0, changedAt: 0 }, { interval: 20_000 })).toBe(20_000);
    expect(pollDelay({ answeredAt: 600_000, changedAt: 0 }, { interval: 5_000, maxInterval: 1_000 })).toBe(5_000);
  });
});
