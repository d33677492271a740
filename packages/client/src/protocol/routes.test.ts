import { loadVectors } from '@celery-results/conformance';
import { describe, expect, it } from 'vitest';
import { isValidId, match, NoReverseMatch, reverse } from './routes.ts';

const recordedCases = (await loadVectors('routes.json')).cases;

describe('match', () => {
  it('finds a route for exactly the recorded paths that Django routed', () => {
    let compared = 0;
    for (const { server, requests } of recordedCases) {
      for (const { path, status } of requests) {
        const decoded = decodePath(path.split('?')[0] ?? '');
        if (decoded === undefined || !decoded.startsWith('/celery/')) continue;
        const found = match(decoded.slice('/celery/'.length), { idFirst: server.id_first });
        expect([path, found !== undefined]).toEqual([path, status !== 404 && status !== 301]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(150);
  });

  it('tries noun-first paths before ID-first ones: vector route-confusing', () => {
    expect(match('task/status/done/')).toEqual({ name: 'celery-task_status', id: 'done' });
    expect(match('task/status/')).toEqual({ name: 'celery-task_status', id: 'task' });
    expect(match('x/group/done/')).toEqual({ name: 'celery-is_group_successful', id: 'x' });
    expect(match('x/group/done/', { idFirst: false })).toBeUndefined();
  });
});

describe('reverse', () => {
  it('builds the paths of all four names in both forms', () => {
    expect(reverse('celery-task_status', { task_id: 'a.b-c_1' })).toBe('task/status/a.b-c_1/');
    expect(reverse('celery-is_task_successful', { task_id: 'x' }, 'id-first')).toBe('x/done/');
    expect(reverse('celery-group_status', { group_id: 'x' }, 'id-first')).toBe('x/group/status/');
    expect(reverse('celery-is_group_successful', { group_id: 'задача' })).toBe(
      `group/done/${encodeURIComponent('задача')}/`,
    );
  });

  it('builds paths that match finds again', () => {
    for (const id of ['a', '漢字', '٣', '²', '-', '_'])
      expect(match(decodeURIComponent(reverse('celery-task_status', { task_id: id })))).toEqual({
        name: 'celery-task_status',
        id,
      });
  });

  it.each(['', 'a b', 'a/b', 'a%20b', 'e\u0301', '😀', 'a\n', '\ud800'])('rejects the id %j as Django does', (id) => {
    expect(isValidId(id)).toBe(false);
    expect(() => reverse('celery-task_status', { task_id: id })).toThrow(NoReverseMatch);
  });

  it('rejects names and arguments that are not in the table', () => {
    expect(() => reverse('celery-nothing' as 'celery-task_status', { task_id: 'x' })).toThrow(
      new NoReverseMatch('no URL: celery-nothing {"task_id":"x"}'),
    );
    expect(() => reverse('celery-task_status', { group_id: 'x' } as never)).toThrow(NoReverseMatch);
    expect(() => reverse('celery-task_status', { task_id: 5 } as never)).toThrow(NoReverseMatch);
    expect(() => reverse('celery-task_status', {} as never)).toThrow(NoReverseMatch);
    expect(() => reverse('celery-task_status', { task_id: 'x', more: 1 } as never)).toThrow(NoReverseMatch);
  });
});

/** Decodes a path as a WSGI server does. Undefined for bytes that are not UTF-8. */
function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path.replace(/%(?![0-9a-f]{2})/gi, '%25'));
  } catch {
    return undefined;
  }
}
