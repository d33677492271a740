import { describe, expect, it } from 'vitest';
import { createMetrics, type Metrics, type Snapshot } from './create-metrics.ts';
import { createWorkerMetrics } from './worker-metrics.ts';

/** Creates the metrics of a worker with this number of answered requests and this loop delay. */
function worker(requests: number, loopDelay = 0): Metrics {
  const metrics = createMetrics();
  metrics.watch({ inFlight: requests, loopDelay });
  for (let time = 0; time < requests; time += 1)
    metrics.onResponse({
      method: 'GET',
      route: 'r',
      status: 200,
      seconds: 0.02,
      problem: undefined,
      ids: undefined,
    });
  return metrics;
}

/** Returns the snapshot in the form in which another process receives it. */
async function sent(metrics: Metrics): Promise<Snapshot> {
  return JSON.parse(JSON.stringify(await metrics.snapshot()));
}

const REQUESTS = 'celery_results_http_requests_total{route="r",method="GET",status="200"}';
const seriesOf = (text: string, name: string): number | undefined => {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length));
};

describe('metrics of several processes', () => {
  it('are sums of counters, histograms and requests in flight, and the largest delay', async () => {
    const { text } = createWorkerMetrics(() => 2);
    const told = await text([await sent(worker(2, 10)), await sent(worker(3, 40))]);
    const value = (name: string): number | undefined => seriesOf(told, name);
    expect(value(REQUESTS)).toBe(5);
    expect(value('celery_results_http_request_duration_seconds_count{route="r"}')).toBe(5);
    expect(value('celery_results_http_request_duration_seconds_bucket{le="0.025",route="r"}')).toBe(5);
    expect(value('celery_results_http_request_duration_seconds_bucket{le="0.01",route="r"}')).toBe(0);
    expect(value('celery_results_http_requests_in_flight')).toBe(5);
    expect(value('celery_results_event_loop_delay_seconds')).toBe(0.04);
    expect(value('celery_results_workers')).toBe(2);
  });

  it('never decrease: counters of a dead worker are kept, and its gauges are dropped', async () => {
    const metrics = createWorkerMetrics(() => 1);
    const alive = await sent(worker(1));
    const dead = await Promise.all([sent(worker(10)), sent(worker(100))]);
    for (const last of dead) metrics.keep(last);
    metrics.died();
    const told = await metrics.text([alive]);
    expect(seriesOf(told, REQUESTS)).toBe(111);
    expect(seriesOf(told, 'celery_results_http_requests_in_flight')).toBe(1);
    expect(seriesOf(told, 'celery_results_worker_deaths_total')).toBe(1);
  });

  it('are printed without any worker', async () => {
    const metrics = createWorkerMetrics(() => 0);
    expect(seriesOf(await metrics.text([]), 'celery_results_workers')).toBe(0);
  });
});
