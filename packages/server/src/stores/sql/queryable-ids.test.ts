import { describe, expect, it } from 'vitest';
import { chunkIds, queryableIds } from './queryable-ids.ts';

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

describe('queryableIds', () => {
  it('joins the ids when each of them is a UUID', () => {
    expect(queryableIds([uuid(1)])).toEqual({ all: [uuid(1)], uuids: uuid(1) });
    expect(queryableIds([uuid(1), uuid(2)]).uuids).toBe(`${uuid(1)},${uuid(2)}`);
  });

  it.each([
    { what: 'an id that consists of two UUIDs', ids: [`${uuid(1)},${uuid(2)}`] },
    { what: 'one id that is not a UUID', ids: [uuid(1), 'null'] },
    { what: 'a capital letter', ids: [uuid(1).toUpperCase().replace('0', 'A')] },
    { what: 'a quote', ids: [`${uuid(1).slice(1)}"`] },
    { what: 'a comma that makes the length correct', ids: [`${uuid(1)},${uuid(2).slice(0, -1)}`, '0'] },
    { what: 'an empty id', ids: [uuid(1), ''] },
    { what: 'no id at all', ids: [] },
  ])('does not join them with $what', ({ ids }) => {
    expect(queryableIds(ids)).toEqual({ all: ids, uuids: undefined });
  });

  it('leaves out ids that no column can hold', () => {
    expect(queryableIds(['a\0b', 'one', '\ud800', uuid(1)]).all).toEqual(['one', uuid(1)]);
  });
});

describe('chunkIds', () => {
  it('returns ids that fit into one chunk as one chunk', () => {
    const ids = [uuid(1), uuid(2), uuid(3)];
    expect(chunkIds(queryableIds(ids), 3)).toEqual([{ all: ids, uuids: ids.join(',') }]);
  });

  it('splits more ids', () => {
    const ids = [uuid(1), uuid(2), uuid(3)];
    expect(chunkIds(queryableIds(ids), 2).map(({ all }) => all)).toEqual([ids.slice(0, 2), ids.slice(2)]);
    expect(chunkIds(queryableIds([]), 2)).toEqual([]);
  });
});
