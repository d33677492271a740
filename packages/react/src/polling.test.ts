import { HttpStatusError, InvalidResponseError, NoReverseMatch, TransportError } from '@celery-results/client';
import { describe, expect, it } from 'vitest';
import { running, steadyClient, succeeded } from '../test/scripted-client.ts';
import { polling } from './polling.ts';

const URL = 'http://django.test/celery/task/status/t/';
const START = 1_800_000_000_000;
const EMPTY = { data: undefined as unknown, dataUpdatedAt: 0, error: null as Error | null, errorUpdatedAt: 0 };

const { refetchInterval, staleTime } = polling(steadyClient(), {});
const failed = (error: Error) => ({ state: { ...EMPTY, error, errorUpdatedAt: START } });

describe('refetchInterval', () => {
  it.each([
    ['401', new HttpStatusError(401, URL)],
    ['403', new HttpStatusError(403, URL)],
    ['404', new HttpStatusError(404, URL)],
    ['a login page', new InvalidResponseError('LOGIN_REDIRECT', '', URL)],
    ['another page', new InvalidResponseError('NOT_JSON', '', URL)],
    ['JSON of another shape', new InvalidResponseError('BAD_ENVELOPE', '', URL)],
    ['an id that no URL takes', new NoReverseMatch('')],
  ])('ends the polling after %s', (_, error) => {
    expect(refetchInterval(failed(error))).toBe(false);
  });

  it.each([
    ['a lost connection', new TransportError('NETWORK', URL)],
    ['no answer in time', new TransportError('TIMEOUT', URL)],
    ['500', new HttpStatusError(500, URL)],
    ['503', new HttpStatusError(503, URL)],
    ['429', new HttpStatusError(429, URL)],
  ])('goes on after %s', (_, error) => {
    expect(refetchInterval(failed(error))).toBe(1_000);
  });

  it('counts from the first failure, not from 1970, where there has been no answer yet', () => {
    const query = { state: EMPTY };
    expect(refetchInterval(query)).toBe(1_000);
    query.state = failed(new TransportError('NETWORK', URL)).state;
    expect(refetchInterval(query)).toBe(1_000);
    query.state = { ...query.state, errorUpdatedAt: START + 30_000 };
    expect(refetchInterval(query)).toBe(3_000);
  });

  it('is the same however often it is asked between two answers, and whoever asks', () => {
    const data = running();
    const query = { state: { ...EMPTY, data, dataUpdatedAt: START } };
    refetchInterval(query);
    query.state = { ...query.state, dataUpdatedAt: START + 40_000 };
    const other = polling(steadyClient(), {}).refetchInterval;
    expect([refetchInterval(query), refetchInterval(query), other(query)]).toEqual([4_000, 4_000, 4_000]);
  });

  it('starts again when something changed', () => {
    const query = { state: { ...EMPTY, data: running(1), dataUpdatedAt: START } };
    refetchInterval(query);
    query.state = { ...query.state, dataUpdatedAt: START + 90_000 };
    expect(refetchInterval(query)).toBe(9_000);
    query.state = { ...query.state, data: running(2), dataUpdatedAt: START + 99_000 };
    expect(refetchInterval(query)).toBe(1_000);
  });
});

describe('a final answer', () => {
  const query = { state: { ...EMPTY, data: succeeded(), dataUpdatedAt: START } };

  it('is static and not asked for again', () => {
    expect(staleTime(query)).toBe('static');
    expect(refetchInterval(query)).toBe(false);
  });

  it('stays final when a later read fails', () => {
    const error = new TransportError('NETWORK', URL);
    expect(refetchInterval({ state: { ...query.state, error, errorUpdatedAt: START + 1 } })).toBe(false);
  });
});
