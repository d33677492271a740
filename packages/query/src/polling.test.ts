import { HttpStatusError, InvalidResponseError, NoReverseMatch, TransportError } from '@celery-results/client';
import { describe, expect, it } from 'vitest';
import { createClientOnSeconds, running, succeeded } from '../test/client-on-seconds.ts';
import { createPolling } from './polling.ts';

const URL = 'http://django.test/celery/task/status/t/';
const START = 1_800_000_000_000;
const EMPTY = { data: undefined as unknown, dataUpdatedAt: 0, error: null as Error | null, errorUpdatedAt: 0 };

const { refetchInterval, staleTime } = createPolling(createClientOnSeconds(), {});
const failedQuery = (error: Error) => ({ state: { ...EMPTY, error, errorUpdatedAt: START } });

describe('refetchInterval', () => {
  it.each([
    { cause: 'status 401', error: new HttpStatusError(401, URL) },
    { cause: 'status 403', error: new HttpStatusError(403, URL) },
    { cause: 'status 404', error: new HttpStatusError(404, URL) },
    { cause: 'a login page', error: new InvalidResponseError('LOGIN_REDIRECT', '', URL) },
    { cause: 'a body that is not JSON', error: new InvalidResponseError('NOT_JSON', '', URL) },
    { cause: 'JSON of another shape', error: new InvalidResponseError('BAD_ENVELOPE', '', URL) },
    { cause: 'an id that is invalid in a URL', error: new NoReverseMatch('') },
  ])('is false after $cause', ({ error }) => {
    expect(refetchInterval(failedQuery(error))).toBe(false);
  });

  it.each([
    { cause: 'a network error', error: new TransportError('NETWORK', URL) },
    { cause: 'a timeout', error: new TransportError('TIMEOUT', URL) },
    { cause: 'status 500', error: new HttpStatusError(500, URL) },
    { cause: 'status 503', error: new HttpStatusError(503, URL) },
    { cause: 'status 429', error: new HttpStatusError(429, URL) },
  ])('is the shortest delay after $cause', ({ error }) => {
    expect(refetchInterval(failedQuery(error))).toBe(1_000);
  });

  it('counts from the first error before the first response', () => {
    const query = { state: EMPTY };
    expect(refetchInterval(query)).toBe(1_000);
    query.state = failedQuery(new TransportError('NETWORK', URL)).state;
    expect(refetchInterval(query)).toBe(1_000);
    query.state = { ...query.state, errorUpdatedAt: START + 8_000 };
    expect(refetchInterval(query)).toBe(8_000);
    query.state = { ...query.state, errorUpdatedAt: START + 60_000 };
    expect(refetchInterval(query)).toBe(30_000);
  });

  it('is the same for each call between two responses, and for each observer', () => {
    const data = running();
    const query = { state: { ...EMPTY, data, dataUpdatedAt: START } };
    refetchInterval(query);
    query.state = { ...query.state, dataUpdatedAt: START + 40_000 };
    const other = createPolling(createClientOnSeconds(), {}).refetchInterval;
    expect([refetchInterval(query), refetchInterval(query), other(query)]).toEqual([4_000, 4_000, 4_000]);
  });

  it('counts the errors from the last response', () => {
    const query = { state: failedQuery(new TransportError('NETWORK', URL)).state };
    refetchInterval(query);
    query.state = { ...query.state, data: running(), dataUpdatedAt: START + 8_000 };
    expect(refetchInterval(query)).toBe(1_000);
    query.state = { ...query.state, errorUpdatedAt: START + 9_000 };
    expect(refetchInterval(query)).toBe(1_000);
  });

  it('ends at the deadline of the query', () => {
    const limited = createPolling(createClientOnSeconds(), { deadline: () => START + 99_500 });
    const query = { state: { ...EMPTY, data: running(), dataUpdatedAt: START } };
    limited.refetchInterval(query);
    query.state = { ...query.state, dataUpdatedAt: START + 98_000 };
    expect(limited.refetchInterval(query)).toBe(1_500);
  });

  it.each([0, Number.NaN, -1])('throws for an interval of %s, and names the option', (interval) => {
    expect(() => createPolling(createClientOnSeconds(), { interval })).toThrow(/^interval must be 1 to/);
  });

  it('is the shortest delay after a change', () => {
    const query = { state: { ...EMPTY, data: running(1), dataUpdatedAt: START } };
    refetchInterval(query);
    query.state = { ...query.state, dataUpdatedAt: START + 90_000 };
    expect(refetchInterval(query)).toBe(9_000);
    query.state = { ...query.state, data: running(2), dataUpdatedAt: START + 99_000 };
    expect(refetchInterval(query)).toBe(1_000);
  });
});

describe('a final status', () => {
  const query = { state: { ...EMPTY, data: succeeded(), dataUpdatedAt: START } };

  it('is never stale, so that only an invalidation reads it again, and is no longer polled', () => {
    expect(staleTime(query)).toBe(Number.POSITIVE_INFINITY);
    expect(refetchInterval(query)).toBe(false);
  });

  it('is read four more times if it is REVOKED, since Celery may write this for a task that still runs', () => {
    const data = { ...succeeded(), phase: 'revoked' };
    const revoked = { state: { ...EMPTY, data, dataUpdatedAt: START } };
    const delays: (number | false)[] = [];
    for (let delay = refetchInterval(revoked); delays.length < 6; delay = refetchInterval(revoked)) {
      delays.push(delay);
      revoked.state = { ...revoked.state, dataUpdatedAt: revoked.state.dataUpdatedAt + (delay || 60_000) };
    }
    expect(delays).toEqual([5_000, 5_000, 10_000, 20_000, false, false]);
    expect(staleTime(revoked)).toBe(0);
  });

  it('stays final when a later read fails', () => {
    const error = new TransportError('NETWORK', URL);
    expect(refetchInterval({ state: { ...query.state, error, errorUpdatedAt: START + 1 } })).toBe(false);
  });
});
