import { describe, expect, it } from 'vitest';
import { readBasePaths, readProgressPath } from './read-paths.ts';

describe('the path of celery-progress', () => {
  const read = (text: string | undefined, ...basePaths: readonly string[]) => {
    const errors: string[] = [];
    return { path: readProgressPath(text, basePaths, errors), errors };
  };

  it('is undefined by default, and gets a slash at both ends', () => {
    expect(read(undefined, '/celery/')).toEqual({ path: undefined, errors: [] });
    for (const text of ['/celery-progress/', 'celery-progress', '/celery-progress'])
      expect(read(text, '/celery/', '/task/')).toEqual({ path: '/celery-progress/', errors: [] });
  });

  it.each(['/', '', '/celery', 'celery/progress', '/c%65lery/', '/task/x/'])(
    'may not be above or below a base path: %j',
    (text) => {
      const { path, errors } = read(text, '/celery/', '/task/');
      const other = path?.startsWith('/task/') ? '/task/' : '/celery/';
      expect(errors).toEqual([
        `celery progress path "${path}" and base path "${other}" overlap: neither may be above the other`,
      ]);
    },
  );

  it.each(['/a b/', '/a?b/', '//other.example/', '/%ff/'])('is a path: %j', (text) => {
    const { errors } = read(text, '/celery/');
    const advice = 'is not a path like /celery/: percent-encode other characters';
    expect(errors).toContain(`celery progress path "${text}" ${advice}`);
    const others: string[] = [];
    readBasePaths(text, others);
    expect(others).toEqual([`base path "${text}" ${advice}`]);
  });
});
