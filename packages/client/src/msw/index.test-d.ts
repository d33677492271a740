import { celeryHandlers, createFakeCelery, type FakeRequest } from './index.ts';

// The compiler is the test: it fails for a line after `@ts-expect-error` that compiles.

interface Report {
  readonly rows: number;
}

export function uses(report: Report, request: FakeRequest): void {
  const fake = createFakeCelery();
  // an interface has no index signature, and is accepted as a value
  fake.task('t').pending(2).started().progress(1, 10, report).succeed(report).fail('ValueError').unknown();
  fake.group('g', ['a', fake.group('inner', ['b'])]).unknown();
  fake.failNext(503, { times: 2, retryAfter: 1 }) satisfies () => void;
  fake.failNext(503, { times: undefined, retryAfter: undefined });
  fake.task('t').fail('ValueError', 'no', { traceback: undefined });
  celeryHandlers(fake, { baseUrl: new URL('http://a.test/'), server: 'django' });
  celeryHandlers(fake, {
    baseUrl: undefined,
    server: undefined,
    eventInterval: undefined,
    idFirst: undefined,
    appendSlash: undefined,
  });
  request.route satisfies 'celery-task_status' | 'batch' | string | null;

  // @ts-expect-error the exception class is missing
  fake.task('t').fail();
  // @ts-expect-error a member is an id or a whole group
  fake.group('g', [{ id: 'inner' }]);
  // @ts-expect-error the failure does not exist
  fake.failNext('timeout');
  // @ts-expect-error the server does not exist
  celeryHandlers(fake, { server: 'flask' });
  // @ts-expect-error the list of requests is read-only
  fake.requests.push(request);
}
