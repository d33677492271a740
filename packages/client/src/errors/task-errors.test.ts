import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as client from '../index.ts';
import { isTaskError, NoReverseMatch, TaskRevokedError, TaskUnknownError, TransportError } from '../index.ts';
import type { FailedTask } from '../model/task-status.ts';
import { toTaskStatus } from '../model/to-task-status.ts';

describe('the errors', () => {
  it('are recognised by their shape, also from another copy of the package', () => {
    const foreign = Object.assign(new Error('x'), { code: 'TASK_FAILED', taskId: 't' });
    expect(isTaskError(foreign)).toBe(true);
    expect(isTaskError(new TaskUnknownError('t', 5))).toBe(true);
    expect(isTaskError(new TransportError('NETWORK', 'u'))).toBe(false);
    expect(isTaskError(new NoReverseMatch('x'))).toBe(false);
    expect(isTaskError('x')).toBe(false);
  });

  it('name the id and the state', () => {
    const wire = { id: 't', status: 'REVOKED', result: "TaskRevokedError('x')", exc: 'e.X', traceback: null };
    const error = new TaskRevokedError(toTaskStatus(wire) as FailedTask);
    expect(String(error)).toBe("TaskRevokedError: t ended as REVOKED: TaskRevokedError('x')");
    expect(error).toBeInstanceOf(client.TaskFailedError);
    expect(String(new TaskUnknownError('t', 5_000))).toBe('TaskUnknownError: t is unknown after 5000 ms');
  });

  it('are those of the table in the README, with their codes', async () => {
    const sources = await Promise.all(
      ['errors.ts', 'task-errors.ts', '../protocol/routes.ts'].map((name) =>
        readFile(new URL(name, import.meta.url), 'utf8'),
      ),
    );
    const codes = new Set(
      sources
        .join('')
        .match(/'[A-Z]+(_[A-Z]+)*'(?= \||;| =|,\n)/g)
        ?.map((code) => code.slice(1, -1)),
    );
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const rows = [...readme.matchAll(/^\| ((?:`[A-Z_]+`(?:, )?)+) \| `(\w+)` \|/gm)];
    expect(new Set(rows.flatMap(([, cell = '']) => cell.replaceAll('`', '').split(', ')))).toEqual(codes);
    for (const [, , name = ''] of rows) expect(client).toHaveProperty(name);
    const classes = Object.keys(client).filter((name) => /^[A-Z].*Error$|^NoReverseMatch$/.test(name));
    const abstract = ['CeleryResultsError', 'TaskError'];
    expect(new Set(rows.map(([, , name]) => name))).toEqual(
      new Set(classes.filter((name) => !abstract.includes(name))),
    );
  });
});
