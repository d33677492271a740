import { describe, expect, it } from 'vitest';
import { mergeBounds, pollDelay } from './poll-delay.ts';

/** Polls a task that does not change, with this latency in milliseconds. Returns the times of the requests. */
function pollSilentTask({ until, latency, offset }: { until: number; latency: number; offset: number }): number[] {
  const times: number[] = [];
  let at = 0;
  while (at < until) {
    times.push(at);
    at += latency + pollDelay({ answeredAt: at + latency, changedAt: 0 }, { offset });
  }
  return times;
}

const gapsBetween = (times: readonly number[]): number[] => times.slice(1).map((at, index) => at - (times[index] ?? 0));

describe('pollDelay', () => {
  it.each([
    { silence: 0, delay: 1_000 },
    { silence: 9_000, delay: 1_000 },
    { silence: 27_000, delay: 3_000 },
    { silence: 60_000, delay: 5_000 },
    { silence: 80_000, delay: 5_000 },
    { silence: 100_000, delay: 10_000 },
    { silence: 3_600_000, delay: 10_000 },
  ])('is 10 % of the time since the last change: $delay ms after $silence ms', ({ silence, delay }) => {
    expect(pollDelay({ answeredAt: silence, changedAt: 0 })).toBe(delay);
  });

  it('is the shortest delay after a change', () => {
    expect(pollDelay({ answeredAt: 600_000, changedAt: 600_000 })).toBe(1_000);
  });

  it.each([0, 30, 400, 700].flatMap((latency) => [0, 1, 500, 999].map((offset) => ({ latency, offset }))))(
    'sends at most 90 reads in ten minutes, at most 10 s apart, with a latency of $latency ms and an offset of $offset',
    ({ latency, offset }) => {
      const times = pollSilentTask({ until: 600_000, latency, offset });
      expect(times.length).toBeLessThanOrEqual(90);
      expect(Math.max(...gapsBetween(times))).toBeLessThanOrEqual(10_000 + latency);
    },
  );

  it('doubles while reads fail, up to 30 s', () => {
    const delays: number[] = [];
    for (let at = 1_000; delays.length < 8; at += delays.at(-1) ?? 0)
      delays.push(pollDelay({ answeredAt: at, changedAt: 0, failingSince: 1_000 }));
    expect(delays).toEqual([1_000, 1_000, 1_000, 2_000, 4_000, 8_000, 16_000, 26_000]);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, '5' as never])('rejects a bound of %s', (wrong) => {
    const last = { answeredAt: 0, changedAt: 0 };
    expect(() => pollDelay(last, { interval: wrong })).toThrow(/^interval must be 1 to/);
    expect(() => pollDelay(last, { maxInterval: wrong })).toThrow(RangeError);
  });

  it('aligns responses of different times to one tick', () => {
    const ticks = [5_000, 5_047, 5_094, 5_490].map((at) => at + pollDelay({ answeredAt: at, changedAt: at }));
    expect(new Set(ticks)).toEqual(new Set([6_000]));
  });

  it.each([5_000, 5_200, 5_500, 5_999])('is from 0.5 to 1.5 times the shortest delay, for a response at %i', (at) => {
    const delay = pollDelay({ answeredAt: at, changedAt: at });
    expect(delay).toBeGreaterThanOrEqual(500);
    expect(delay).toBeLessThan(1_500);
  });

  it('ends on the clock of its client', () => {
    const last = { answeredAt: 5_100, changedAt: 5_100 };
    expect(last.answeredAt + pollDelay(last, { offset: 300 })).toBe(6_300);
    expect(last.answeredAt + pollDelay(last, { offset: 50 })).toBe(6_050);
  });

  it('respects other bounds', () => {
    expect(pollDelay({ answeredAt: 60_000, changedAt: 0 }, { interval: 500, maxInterval: 2_000 })).toBe(2_000);
    expect(pollDelay({ answeredAt: 0, changedAt: 0 }, { interval: 20_000 })).toBe(20_000);
  });

  it('rejects an interval that is longer than maxInterval', () => {
    const read = () => pollDelay({ answeredAt: 0, changedAt: 0 }, { interval: 5_000, maxInterval: 1_000 });
    expect(read).toThrow(new RangeError('interval must be at most maxInterval (1000), and is 5000'));
  });
});

describe('the bounds of a poll', () => {
  it.each([
    { client: undefined, poll: {}, interval: 1_000, maxInterval: undefined },
    { client: undefined, poll: { interval: 20_000 }, interval: 20_000, maxInterval: undefined },
    { client: { interval: 20_000 }, poll: {}, interval: 20_000, maxInterval: undefined },
    { client: undefined, poll: { maxInterval: 500 }, interval: 500, maxInterval: 500 },
    { client: { maxInterval: 500 }, poll: {}, interval: 500, maxInterval: 500 },
    { client: { maxInterval: 5_000 }, poll: { interval: 8_000 }, interval: 8_000, maxInterval: 8_000 },
    { client: { interval: 2_000 }, poll: { maxInterval: 500 }, interval: 500, maxInterval: 500 },
    { client: { interval: 2_000, maxInterval: 9_000 }, poll: { interval: 3_000 }, interval: 3_000, maxInterval: 9_000 },
  ])('are $interval and $maxInterval for $poll of a client with $client', ({ client, poll, ...bounds }) => {
    expect(mergeBounds(client, poll)).toEqual(bounds);
  });
});
