import { celeryHandlers, createFakeCelery, type FakeRequest } from './index.ts';

// A file of this kind only has to compile: a line after `@ts-expect-error` that compiles is the failure.

interface Report {
  readonly rows: number;
}

export function uses(report: Report, request: FakeRequest): void {
  const fake = createFakeCelery();
  // an interface has no index signature, and is a value all the same
  fake.task('t').pending(2).started().progress(1, 10, report).succeed(report).fail('ValueError').unknown();
  fake.group('g', ['a', fake.group('inner', ['b'])]).unknown();
  fake.failNext(503, { times: 2, retryAfter: 1 });
  celeryHandlers(fake, { baseUrl: new URL('http://a.test/'), server: 'django' });
  request.route satisfies 'celery-task_status' | 'batch' | string | null;

  // @ts-expect-error an exception has a name
  fake.task('t').fail();
  // @ts-expect-error a member is an id or a group
  fake.group('g', [{ id: 'inner' }]);
  // @ts-expect-error no such failure
  fake.failNext('timeout');
  // @ts-expect-error no such server
  celeryHandlers(fake, { server: 'flask' });
  // @ts-expect-error requests are the fake's to write
  fake.requests.push(request);
}
