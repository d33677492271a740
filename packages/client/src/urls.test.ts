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
  ])('takes %s', (given, base) => expect(normaliseBaseUrl(given)).toBe(base));

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
  ])('names %j as none', (given) =>
    expect(() => normaliseBaseUrl(given)).toThrow(/^baseUrl should be a path like \/celery\/ or/),
  );

  it('keeps passwords and queries out of its message', () => {
    for (const given of ['https://user:hush@a.test/', 'https://a.test/?token=hush', new URL('https://hush@a.test/')])
      expect(() => normaliseBaseUrl(given)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining('hush') }),
      );
  });
});

describe('createUrls', () => {
  const urls = createUrls('/celery/', 'noun-first');

  it('has a method for each of the names', () => {
    expect(urls.taskStatus('x')).toBe(urls.reverse('celery-task_status', { task_id: 'x' }));
    expect(urls.taskDone('x')).toBe(urls.reverse('celery-is_task_successful', { task_id: 'x' }));
    expect(urls.groupStatus('x')).toBe(urls.reverse('celery-group_status', { group_id: 'x' }));
    expect(urls.groupDone('x')).toBe(urls.reverse('celery-is_group_successful', { group_id: 'x' }));
    expect(urls.groupDone('x')).toBe('/celery/group/done/x/');
    expect(createUrls('/celery/', 'id-first').groupDone('x')).toBe('/celery/x/group/done/');
  });

  it('rejects ids that a browser would tidy out of the path', () => {
    for (const id of ['.', '..']) expect(() => urls.taskStatus(id)).toThrow(/tidied away/);
    expect(urls.taskStatus('...')).toBe('/celery/task/status/.../');
  });
});
