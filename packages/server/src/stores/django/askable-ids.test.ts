import { describe, expect, it } from 'vitest';
import { askableIds, inChunks } from './askable-ids.ts';

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

describe('ids that are asked for', () => {
  it('are known for UUIDs only when each of them is one', () => {
    expect(askableIds([uuid(1)])).toEqual({ all: [uuid(1)], uuids: uuid(1) });
    expect(askableIds([uuid(1), uuid(2)]).uuids).toBe(`${uuid(1)},${uuid(2)}`);
    for (const others of [
      [`${uuid(1)},${uuid(2)}`],
      [uuid(1), 'null'],
      [uuid(1).toUpperCase().replace('0', 'A')],
      [`${uuid(1).slice(1)}"`],
      [`${uuid(1)},${uuid(2).slice(0, -1)}`, '0'],
      [uuid(1), ''],
      [],
    ])
      expect(askableIds(others)).toEqual({ all: others });
  });

  it('leave out what no column holds', () => {
    expect(askableIds(['a\0b', 'one', '\ud800', uuid(1)])).toEqual({ all: ['one', uuid(1)] });
  });

  it('go in parts where they are many', () => {
    const ids = [uuid(1), uuid(2), uuid(3)];
    expect(inChunks(askableIds(ids), 3)).toEqual([{ all: ids, uuids: ids.join(',') }]);
    expect(inChunks(askableIds(ids), 2)).toEqual([{ all: ids.slice(0, 2) }, { all: ids.slice(2) }]);
    expect(inChunks(askableIds([]), 2)).toEqual([]);
  });
});
