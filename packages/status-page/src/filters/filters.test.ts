import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Filters,
  isFiltered,
  NO_FILTERS,
  pinned,
  readFilters,
  toQuery,
  withFilters,
  writeFilters,
} from './filters.ts';

const filters: fc.Arbitrary<Filters> = fc.record({
  status: fc.string(),
  name: fc.string(),
  worker: fc.string(),
  periodic: fc.string(),
  q: fc.string(),
  since: fc.string(),
  until: fc.string(),
  cursor: fc.string(),
});

describe('filters', () => {
  it('are unchanged after writing them to a URL and reading them', () => {
    fc.assert(
      fc.property(filters, (one) => {
        expect(readFilters(new URLSearchParams(writeFilters(one).toString()))).toEqual(one);
      }),
    );
  });

  it('are in the URL only if they are set', () => {
    expect(writeFilters({ ...NO_FILTERS, status: 'FAILURE', name: 'shop.export & co' }).toString()).toBe(
      'status=FAILURE&name=shop.export+%26+co',
    );
    expect(writeFilters(NO_FILTERS).toString()).toBe('');
  });

  it('use the first of repeated parameters, and ignore unknown ones', () => {
    expect(readFilters(new URLSearchParams('status=A&status=B&color=red'))).toEqual({ ...NO_FILTERS, status: 'A' });
  });

  it('go to the first page when one of them changes', () => {
    expect(withFilters({ ...NO_FILTERS, cursor: 'c' }, { status: 'RETRY' })).toEqual({
      ...NO_FILTERS,
      status: 'RETRY',
    });
    expect(withFilters(NO_FILTERS, { cursor: 'c' }).cursor).toBe('c');
  });

  it('replace a span by a fixed time for a cursor', () => {
    const now = Date.parse('2026-01-02T03:04:05.678Z');
    expect(pinned({ ...NO_FILTERS, since: '1h' }, now).since).toBe('2026-01-02T02:04:00.000Z');
    const fixed = { ...NO_FILTERS, since: '2026-01-01T00:00:00Z' };
    expect(pinned(fixed, now)).toBe(fixed);
  });

  it('create a query without empty parameters', () => {
    expect(toQuery({ ...NO_FILTERS, worker: 'w1', cursor: 'c' }, 50)).toEqual({ worker: 'w1', cursor: 'c', limit: 50 });
  });

  it('count as set, but a cursor does not', () => {
    expect([isFiltered({ ...NO_FILTERS, cursor: 'c' }), isFiltered({ ...NO_FILTERS, q: 'abcd' })]).toEqual([
      false,
      true,
    ]);
  });
});
