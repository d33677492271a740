import { describe, expect, it } from 'vitest';
import { readJson } from '../json/read.ts';
import { typedValue } from '../json/typed-value.ts';
import { type ResultNode, readResultTuple } from '../result-tuple.ts';
import { readUuidGroupIds } from './uuid-group.ts';

const uuid = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const task = (number: number): string => `[["${uuid(number)}", null], null]`;
const group = (tasks: readonly string[]): string => `[["${uuid(0)}", null], [${tasks.join(', ')}]]`;
const tasks = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => task(index + 1));

describe('the ids of a group of tasks with UUIDs', () => {
  it.each([1, 2, 3, 100, 600])('are the same as those of the plain path, for %i tasks', (count) => {
    const text = group(tasks(count));
    const plain: ResultNode = readResultTuple(readJson(text, typedValue));
    const children = plain.kind === 'group' ? plain.children : [];
    expect(readUuidGroupIds(text)).toEqual(children.map(({ id }) => id));
    expect(children).toHaveLength(count);
  });

  it.each([
    { title: 'no tasks', text: group([]) },
    { title: 'a parent', text: group(tasks(1)).replace('", null], [', `", [["${uuid(9)}", null], null]], [`) },
    { title: 'a task with a parent', text: group([`[["${uuid(1)}", [["${uuid(2)}", null], null]], null]`]) },
    { title: 'a nested group', text: group([task(1), `[["${uuid(2)}", null], [${task(3)}]]`]) },
    { title: 'an id that is not a UUID', text: group([task(1), '[["one", null], null]']) },
    { title: 'an escape in an id', text: group([task(1).replace('0000-4000', '\\u0030-40')]) },
    { title: 'other spacing', text: group(tasks(2)).replace(', [["', ',[["') },
    { title: 'text after it', text: `${group(tasks(1))} ` },
    { title: 'its end cut off', text: group(tasks(2)).slice(0, -1) },
    { title: 'no text', text: '' },
    { title: 'more than 64 KiB', text: group(tasks(2_000)) },
  ])('are undefined for a group with $title, which the plain path reads', ({ text }) => {
    expect(readUuidGroupIds(text)).toBeUndefined();
  });
});
