import { describe, expect, it } from 'vitest';
import { versionOfTail } from './version.ts';

const DATE = '2026-01-02T03:04:05.678901+00:00';

describe('the version by the end of a value', () => {
  it.each([
    `, "date_done": "${DATE}", "task_id": "a"}`,
    `x"}, "date_done": "${DATE}", "args": [1, {"b": "}"}], "kwargs": {"c": "\\""}, "task_id": "a"}`,
    `"date_done": null}, "date_done": "${DATE}"}`,
  ])('consists of length and date: %s', (tail) => {
    expect(versionOfTail(tail, 90)).toBe(`90 ${DATE}`);
  });

  it.each([
    [', "date_done": null, "task_id": "a"}', 'the task is not final'],
    [`"date_done": null, "kwargs": {"date_done": "${DATE}"}, "task_id": "a"}`, 'the date belongs to an argument'],
    [`"date_done": "${DATE}"}, "traceback": null, "date_done": null}`, 'the task has another date'],
    [', "date_done": "2026-01-02T03:04:05", "task_id": "a"}', 'a date with whole seconds is not a version'],
    [`date_done: '${DATE}'`, 'it is not JSON'],
    ['', 'nothing is stored'],
  ])('is missing in %s, because %s', (tail) => {
    expect(versionOfTail(tail, 90)).toBeUndefined();
  });
});
