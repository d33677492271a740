import { describe, expect, it } from 'vitest';
import { createUrls, normaliseBaseUrl } from './urls.ts';

describe('normaliseBaseUrl', () => {
  it.each([
    ['/celery/', '/celery/'],
    ['/celery', '/celery/'],
    ['/', '/'],
    ['./celery', './celery/'],
    ['../celery', '../celery/'],
    ['https://a.test', 'https://a.test/'],
    ['http://127.0.0.1:8787/celery', 'http://127.0.0.1:8787/celery/'],
    ['HTTP://A.test/x', 'HTTP://A.test/x/'],
    [new URL('https://a.test/x'), 'https://a.test/x/'],
  ])('turns %s into %s', (baseUrl, expected) => expect(normaliseBaseUrl(baseUrl)).toBe(expected));

  it.each([
    '',
    'celery',
    'a.test/celery',
    '//a.test/',
    '/\\a.test/',
    'ftp://a.test/',
    'https://',
    'http://[a/',
    '/cel ery/',
    '/?x=1',
    '/#x',
  ])('rejects %j', (baseUrl) =>
    expect(() => normaliseBaseUrl(baseUrl)).toThrow(/^baseUrl must be a path like \/celery\/ or/),
  );

  it('keeps passwords and queries out of its message', () => {
    for (const baseUrl of ['https://user:hush@a.test/', 'https://a.test/?token=hush', new URL('https://hush@a.test/')])
      expect(() => normaliseBaseUrl(baseUrl)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hush') }),
      );
  });
});

describe('createUrls', () => {
  const urls = createUrls('/celery/', 'noun-first');

  it('has a method for each of the four names', () => {
    expect(urls.taskStatus('x')).toBe(urls.reverse('celery-task_status', { task_id: 'x' }));
    expect(urls.taskDone('x')).toBe(urls.reverse('celery-is_task_successful', { task_id: 'x' }));
    expect(urls.groupStatus('x')).toBe(urls.reverse('celery-group_status', { group_id: 'x' }));
    expect(urls.groupDone('x')).toBe(urls.reverse('celery-is_group_successful', { group_id: 'x' }));
    expect(urls.groupDone('x')).toBe('/celery/group/done/x/');
    expect(createUrls('/celery/', 'id-first').groupDone('x')).toBe('/celery/x/group/done/');
  });

  it('rejects the ids . and .., which browsers remove from a path', () => {
    for (const id of ['.', '..']) expect(() => urls.taskStatus(id)).toThrow(/browsers remove/);
    expect(urls.taskStatus('...')).toBe('/celery/task/status/.../');
  });
});
