import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable, UnknownGroup, UnreadableResult } from './errors.ts';
import { PROBLEMS, problemOf, Refused, toRefusal } from './problems.ts';

describe('the problems', () => {
  it('are those of the README, with their statuses', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const listed = [...readme.matchAll(/^\| `urn:celery-results:problem:([a-z-]+)` \| (\d+) \|/gm)];
    expect(Object.fromEntries(listed.map(([, name, status]) => [name, Number(status)]))).toEqual(
      Object.fromEntries(Object.entries(PROBLEMS).map(([name, { status }]) => [name, status])),
    );
    expect(listed.map(([, name]) => name)).toEqual(Object.keys(PROBLEMS).sort());
  });
});

describe('problemOf', () => {
  it('says what an error means, and nothing of one that nobody expected', () => {
    expect(problemOf(new UnknownGroup('no group is stored under g'))).toEqual({
      type: 'urn:celery-results:problem:unknown-group',
      title: 'No such group is stored',
      status: 404,
      detail: 'no group is stored under g',
    });
    const fault = { encoding: 'json', column: 'result', reason: 'r' } as const;
    expect(problemOf(new UnreadableResult('a', fault))).toMatchObject({ status: 502, id: 'a', encoding: 'json' });
    expect(toRefusal(new StoreUnavailable('gone')).options.headers).toEqual({ 'Retry-After': '2' });
    for (const error of [new Error('SELECT secret'), 'secret', undefined])
      expect(JSON.stringify(problemOf(error))).not.toContain('secret');
  });

  it('keeps a refusal as it is', () => {
    const refused = new Refused('too-many-ids', { detail: 'at most 5' });
    expect(toRefusal(refused)).toBe(refused);
    expect(refused.message).toBe('at most 5');
  });
});
