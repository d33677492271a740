import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore } from '../../../test/open-test-store.ts';
import { createResultsFile, type ResultsFile } from '../../../test/results-file.ts';
import { batchRequest, type ServedApp, serveApp } from '../../../test/serve-app.ts';
import { bearer, KEY } from '../../../test/tokens.ts';
import type { OpenedStore } from '../../stores/store.ts';
import { createJwtAuth } from '../auth/jwt-auth.ts';

const SHOP = 'https://shop.example';

let results: ResultsFile;
let store: OpenedStore;
let app: ServedApp;
let closed: ServedApp;
let token: { readonly Authorization: string };
beforeAll(async () => {
  results = await createResultsFile();
  store = await openTestStore(results.url);
  token = await bearer({ tasks: ['a'] });
  app = await serveApp(
    {
      store,
      auth: createJwtAuth({ keys: [KEY] }),
      allowOrigins: [SHOP, 'http://localhost:5173', 'https://pr-*.shop.example'],
      allowHeaders: ['X-Shop'],
    },
    token,
  );
  closed = await serveApp({ store });
});
afterAll(async () => {
  app.close();
  closed.close();
  await store.close();
  await results.remove();
});

const EXPOSED = {
  'access-control-allow-origin': SHOP,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Link,ETag,Retry-After,RateLimit,RateLimit-Policy,X-Request-Id',
};

describe('pages of other origins', () => {
  it('may read answers and problems if they are allowed', async () => {
    const from = { Origin: SHOP, ...token };
    const answers = [
      await app.send('GET', '/celery/task/status/a/', { headers: from }),
      await app.send('GET', '/celery/task/status/b/', { headers: from }),
      await app.send('GET', '/celery/task/status/a/', { headers: { Origin: SHOP } }),
      await app.send('GET', '/celery/task/status/a/?token=x', { headers: from }),
      await app.send('GET', '/nowhere', { headers: from }),
      await app.send('POST', '/celery/task/status/a/', { headers: from }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 403, 401, 400, 404, 405]);
    for (const { headers } of answers) {
      expect(headers).toMatchObject(EXPOSED);
      expect(headers.vary).toMatch(/(^|, )Origin/);
    }
  });

  it('may send a batch with a token, by the preflight response', async () => {
    const headers = { Origin: SHOP, 'Access-Control-Request-Method': 'POST' };
    const preflight = await app.send('OPTIONS', '/celery/v1/status/', { headers });
    expect([preflight.status, preflight.body]).toEqual([204, '']);
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': SHOP,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET,HEAD,POST,OPTIONS',
      'access-control-allow-headers':
        'Authorization,Content-Type,If-None-Match,X-CSRFToken,X-Requested-With,X-Request-Id,traceparent,tracestate,' +
        'sentry-trace,baggage,X-Shop',
      'access-control-max-age': '600',
    });
    const { headers: type, body } = batchRequest({ tasks: { a: null } });
    const answer = await app.send('POST', '/celery/v1/status/', { headers: { ...type, ...token, Origin: SHOP }, body });
    expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([200, SHOP]);
  });

  it.each(['https://evil.example', 'null', `${SHOP}.evil.example`, 'http://shop.example', SHOP.toUpperCase(), '*'])(
    'are not allowed %s',
    async (origin) => {
      const headers = { Origin: origin, 'Access-Control-Request-Method': 'POST', ...token };
      for (const answer of [
        await app.send('GET', '/celery/task/status/a/', { headers }),
        await app.send('OPTIONS', '/celery/task/status/a/', { headers }),
        await app.send('OPTIONS', '/celery/v1/status/', { headers }),
      ]) {
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
        expect(answer.headers.vary).toContain('Origin');
      }
    },
  );

  it('are not allowed by default', async () => {
    const answer = await closed.send('GET', '/celery/task/status/a/', { headers: { Origin: SHOP } });
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('every answer', () => {
  it('stops a browser from running it, guessing its type or showing it in a frame', async () => {
    for (const path of ['/celery/task/status/a/', '/celery/v1/openapi.json', '/nowhere', '/celery/task/status/a']) {
      const { headers } = await closed.send('GET', path);
      expect([path, headers['content-security-policy'], headers['x-content-type-options']]).toEqual([
        path,
        "default-src 'none'; frame-ancestors 'none'",
        'nosniff',
      ]);
    }
  });
});
