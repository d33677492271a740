import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable, UnknownGroup, UnreadableResult } from './errors.ts';
import { PROBLEMS, ProblemError, problemOf, toProblemError } from './problems.ts';

describe('the problems', () => {
  it('are listed in the README with their statuses', async () => {
    const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const listed = [...readme.matchAll(/^\| `urn:celery-results:problem:([a-z-]+)` \| (\d+) \|/gm)];
    expect(Object.fromEntries(listed.map(([, name, status]) => [name, Number(status)]))).toEqual(
      Object.fromEntries(Object.entries(PROBLEMS).map(([name, { status }]) => [name, status])),
    );
    expect(listed.map(([, name]) => name)).toEqual(Object.keys(PROBLEMS).sort());
  });
});

describe('problemOf', () => {
  it('describes an expected error, and contains no details of an unexpected error', () => {
    expect(problemOf(new UnknownGroup('no group is stored under g'))).toEqual({
      type: 'urn:celery-results:problem:unknown-group',
      title: 'Unknown group',
      status: 404,
      detail: 'no group is stored under g',
    });
    const reason = { encoding: 'json', field: 'result', message: 'r' } as const;
    expect(problemOf(new UnreadableResult('a', reason))).toMatchObject({ status: 502, id: 'a', encoding: 'json' });
    expect(toProblemError(new StoreUnavailable('gone')).options.headers).toEqual({ 'Retry-After': '2' });
    for (const error of [new Error('SELECT secret'), 'secret', undefined])
      expect(JSON.stringify(problemOf(error))).not.toContain('secret');
  });

  it('keeps a ProblemError as it is', () => {
    const error = new ProblemError('too-many-ids', { detail: 'at most 5' });
    expect(toProblemError(error)).toBe(error);
    expect([error.name, error.message]).toEqual(['ProblemError', 'at most 5']);
  });
});
