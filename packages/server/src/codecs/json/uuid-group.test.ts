import { describe, expect, it } from 'vitest';
import { idsOfUuidGroup } from './uuid-group.ts';

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const task = (number: number): string => `[["${uuid(number)}", null], null]`;
const group = (tasks: readonly string[]): string => `[["${uuid(0)}", null], [${tasks.join(', ')}]]`;

describe('a group of tasks with UUIDs', () => {
  it('has their ids, however many', () => {
    for (const count of [1, 2, 3, 100, 1_000]) {
      const numbers = Array.from({ length: count }, (_, index) => index + 1);
      expect(idsOfUuidGroup(group(numbers.map(task)))).toEqual(numbers.map(uuid));
    }
  });

  it.each([
    ['no tasks', group([])],
    ['a parent', group([task(1)]).replace('", null], [', `", [["${uuid(9)}", null], null]], [`)],
    ['a task with a parent', group([`[["${uuid(1)}", [["${uuid(2)}", null], null]], null]`])],
    ['a nested group', group([task(1), `[["${uuid(2)}", null], [${task(3)}]]`])],
    ['an id that is none', group([task(1), '[["one", null], null]'])],
    ['an id that is escaped', group([task(1).replace('0000-4000', '\\u0030-40')])],
    ['other spacing', group([task(1), task(2)]).replace(', [["', ',[["')],
    ['more behind it', `${group([task(1)])} `],
    ['an end that is cut off', group([task(1), task(2)]).slice(0, -1)],
    ['nothing', ''],
  ])('has to be read with %s', (_title, text) => {
    expect(idsOfUuidGroup(text)).toBeUndefined();
  });

  it('has to be read when it is large', () => {
    expect(idsOfUuidGroup(group(Array.from({ length: 2_000 }, (_, index) => task(index))))).toBeUndefined();
  });
});
