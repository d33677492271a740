import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { unrestricted } from '../src/access/unrestricted-store.ts';
import { createRoutes } from '../src/http/routes.ts';
import { createForwardAuth, createJwtAuth } from '../src/index.ts';
import { type CountingStore, countingStore } from './counting-store.ts';
import { type JsonServer, startJsonServer, status } from './json-server.ts';
import { openTestStore } from './open-test-store.ts';
import { parseEvents } from './parse-events.ts';
import type { RawAnswer } from './raw-http.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { batchRequest, type ServedApp, serveApp } from './serve-app.ts';
import { bearer, KEY, now, OTHER_KEY, PREVIOUS_KEY, publishedKey, tokenOf, unsignedToken } from './tokens.ts';

/**
 * Every route, requested with every kind of token that has to be refused. The routes are those of the router, so that a
 * new route is tested without a change here.
 */

let results: ResultsFile;
let store: CountingStore;
let login: JsonServer;
const apps: ServedApp[] = [];
const published = await publishedKey('a');
/** Long enough for HS512. */
const LONG_KEY = KEY + PREVIOUS_KEY;

beforeAll(async () => {
  results = await createResultsFile();
  for (const id of ['known', 'u1.known', 'u2.known', 'mine']) results.task(id, { result: '"canary"' });
  results.group('known-group', '[["known-group", null], [[["mine", null], null]]]');
  store = countingStore(await openTestStore(results.url));
  login = await startJsonServer({ keys: [published.jwk] });
});
afterAll(async () => {
  for (const app of apps) app.close();
  await login.close();
  await store.close();
  await results.remove();
});
beforeEach(() => {
  store.reads.length = 0;
});

async function serve(by: 'key' | 'jwks'): Promise<ServedApp> {
  const mode = by === 'key' ? { keys: [KEY, PREVIOUS_KEY, LONG_KEY] } : { jwksUrl: login.url };
  const headers = by === 'key' ? await bearer() : { Authorization: `Bearer ${await published.token()}` };
  const app = await serveApp({ store, celeryProgressPath: PROGRESS, auth: createJwtAuth(mode) }, headers);
  apps.push(app);
  return app;
}

interface Route {
  readonly method: string;
  /** The path for an id. A route without an id has one path. */
  path(id: string): string;
  readonly hasId: boolean;
}

/** Public code without data, which a script tag loads without a token. */
const CLIENT_FILE = '/celery/v1/client.js';

/** The path of celery-progress, beside the base path. */
const PROGRESS = '/celery-progress/';

const ROUTES: readonly Route[] = createRoutes({
  resolveStore: async () => unrestricted({ tasks: never, groups: never, versions: never }),
  openStream: never,
  stats: never,
  basePath: '/celery/',
  celeryProgressPath: PROGRESS,
  idFirst: true,
  python: '3.14',
  limits: { batchResultLimit: 1, batchAnswerLimit: 1_000_000, maxIds: 1, maxBody: 1, cacheSize: 0 },
})
  .stack.filter(({ regexp }) => !regexp.test(CLIENT_FILE))
  .flatMap(({ regexp, methods }) =>
    methods.map((method) => {
      const parts = regexp.source.slice(1, -1).split(/\(\[\[\\p.*?\]\]\+\)/);
      const path = (id: string): string => parts.map((part) => part.replaceAll('\\', '')).join(id);
      if (!regexp.test(path('id'))) throw new Error(`no path matches ${regexp}`);
      return { method, path, hasId: parts.length > 1 };
    }),
  );

function never(): never {
  throw new Error('this store is never read');
}

function ask(
  app: ServedApp,
  { method, path }: Route,
  { id, headers }: { id: string; headers: Headers },
): Promise<RawAnswer> {
  const { headers: type, body } = batchRequest({ tasks: { [id]: null }, groups: { [`${id}-group`]: null } });
  return app.send(method, path(id), method === 'POST' ? { headers: { ...type, ...headers }, body } : { headers });
}

type Headers = Readonly<Record<string, string>>;

/** A visitor, and the headers that the browser sends. */
interface Visitor {
  readonly title: string;
  headers(): Headers | Promise<Headers>;
}

const INVALID = 'Bearer realm="celery-results", error="invalid_token", error_description=';
const withToken = (token: string): Headers => ({ Authorization: `Bearer ${token}` });
const mine = { tasks: ['known'], groups: ['known-group'] };
const DAY = 24 * 3_600;

/** Visitors without a valid token, and the challenge that answers them. */
const WITHOUT_TOKEN: readonly (Visitor & { readonly challenge: string })[] = [
  { title: 'no token', headers: () => ({}), challenge: 'Bearer realm="celery-results"' },
  {
    title: 'another scheme',
    headers: () => ({ Authorization: 'Basic YTpi' }),
    challenge: 'Bearer realm="celery-results"',
  },
  {
    title: 'a cookie where none is read',
    headers: async () => ({ Cookie: `__Secure-token=${await tokenOf(mine)}` }),
    challenge: 'Bearer realm="celery-results"',
  },
  {
    title: 'a malformed header',
    headers: () => ({ Authorization: 'Bearer a b' }),
    challenge: `${INVALID}"the header Authorization does not have the form Bearer TOKEN"`,
  },
  { title: 'a malformed token', headers: () => withToken('abc'), challenge: `${INVALID}"the token cannot be read"` },
  {
    title: 'an expired one',
    headers: () => bearer({ ...mine, exp: now() - 31 }),
    challenge: `${INVALID}"the token has expired"`,
  },
  {
    title: 'one that is not yet valid',
    headers: () => bearer({ ...mine, nbf: now() + 60 }),
    challenge: `${INVALID}"the token is not valid yet"`,
  },
  {
    title: 'one for another server',
    headers: () => bearer({ ...mine, aud: 'shop' }),
    challenge: `${INVALID}"the claim aud is wrong"`,
  },
  {
    title: 'one for nobody',
    headers: () => bearer({ ...mine, aud: undefined }),
    challenge: `${INVALID}"the claim aud is missing"`,
  },
  {
    title: 'one without an end',
    headers: () => bearer({ ...mine, exp: undefined }),
    challenge: `${INVALID}"the claim exp is missing"`,
  },
  {
    title: 'one that ends at no number',
    headers: () => bearer({ ...mine, exp: 'never' }),
    challenge: `${INVALID}"the claim exp is wrong"`,
  },
  {
    title: 'one of more than a day',
    headers: () => bearer({ ...mine, exp: now() + DAY + 60 }),
    challenge: `${INVALID}"the token is valid for more than 24 hours"`,
  },
  {
    title: 'one that was to live for more than a day',
    headers: () => bearer({ ...mine, iat: now() - DAY, exp: now() + 60 }),
    challenge: `${INVALID}"the token is valid for more than 24 hours"`,
  },
  {
    title: 'an unsigned one',
    headers: () => withToken(unsignedToken(mine)),
    challenge: `${INVALID}"the algorithm of the token is not accepted"`,
  },
  {
    title: 'one with another secret signature',
    headers: async () => withToken(await tokenOf(mine, LONG_KEY, 'HS512')),
    challenge: `${INVALID}"the algorithm of the token is not accepted"`,
  },
  {
    title: 'one with a public signature',
    headers: async () => withToken(await published.token(mine)),
    challenge: `${INVALID}"the algorithm of the token is not accepted"`,
  },
  {
    title: 'one of a key that was rotated out',
    headers: () => bearer(mine, OTHER_KEY),
    challenge: `${INVALID}"no key fits the signature of the token"`,
  },
  {
    title: 'an unknown right',
    headers: () => bearer({ ...mine, access: ['status', 'everything'] }),
    challenge: `${INVALID}"the claim access is not an array of names from status, result, error, traceback, args"`,
  },
  {
    title: 'an unknown claim',
    headers: () => bearer({ ...mine, task: ['known'] }),
    challenge: `${INVALID}"a claim has an unknown name"`,
  },
  {
    title: 'a claim of another type',
    headers: () => bearer({ ...mine, tasks: 'known' }),
    challenge: `${INVALID}"the claim tasks is not an array of ids"`,
  },
  {
    title: 'an empty prefix',
    headers: () => bearer({ prefix: '' }),
    challenge: `${INVALID}"the claim prefix is not the start of an id"`,
  },
];

/** Visitors with a valid token for other ids. */
const WITH_OTHER_GRANT: readonly Visitor[] = [
  { title: 'nothing', headers: () => bearer() },
  { title: 'another id', headers: () => bearer({ tasks: ['mine', 'know', 'known.'] }) },
  { title: 'another prefix', headers: () => bearer({ prefix: 'u1.' }) },
  { title: 'a list', headers: () => bearer({ list: true }) },
];

it('gives the file for script tags to everybody, and again only when it has changed', async () => {
  const app = await serve('key');
  const { status: code, headers, contentType, body } = await app.send('GET', CLIENT_FILE);
  expect([code, contentType]).toEqual([200, 'text/javascript; charset=utf-8']);
  expect(body).toContain('celery-task');
  const again = await app.send('GET', CLIENT_FILE, { headers: { 'If-None-Match': headers['etag'] ?? '' } });
  expect([again.status, again.body]).toEqual([304, '']);
  expect((await app.send('GET', `${CLIENT_FILE}?x=1`)).status).toBe(400);
  expect(store.reads).toEqual([]);
});

describe('every route', () => {
  it('is tested here', () => {
    expect(ROUTES.filter(({ path }) => path('id') === `${PROGRESS}id/`).map(({ method }) => method)).toEqual([
      'HEAD',
      'GET',
    ]);
    expect(ROUTES.length).toBeGreaterThan(25);
    expect(ROUTES.filter(({ hasId }) => hasId).length).toBeGreaterThan(20);
  });

  it.each(WITHOUT_TOKEN)('refuses $title before anything is read', async ({ headers, challenge }) => {
    const app = await serve('key');
    for (const route of ROUTES) {
      const answer = await ask(app, route, { id: 'known', headers: await headers() });
      expect([route.method, route.path(''), answer.status, answer.headers['www-authenticate']]).toEqual([
        route.method,
        route.path(''),
        401,
        challenge,
      ]);
      expect(answer.body).not.toContain('canary');
    }
    expect(store.reads).toEqual([]);
  });

  it('checks the token before the query and the body', async () => {
    const app = await serve('key');
    for (const route of ROUTES) {
      const answer = await app.send(route.method, `${route.path('known')}?x=1`, { body: '{' });
      expect([route.method, route.path(''), answer.status]).toEqual([route.method, route.path(''), 401]);
    }
  });

  it('refuses a secret signature that is made with a public key', async () => {
    const app = await serve('jwks');
    const headers = withToken(await tokenOf(mine, published.pem));
    for (const route of ROUTES) {
      const answer = await ask(app, route, { id: 'known', headers });
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toBe(`${INVALID}"the algorithm of the token is not accepted"`);
    }
    expect(store.reads).toEqual([]);
  });

  it.each(WITH_OTHER_GRANT)(
    'gives a grant of $title the same answer for stored and unknown ids, before anything is read',
    async ({ headers }) => {
      const app = await serve('key');
      for (const route of ROUTES) {
        const [known, unknown] = await Promise.all(
          ['u2.known', 'u2.nobody'].map(async (id) =>
            comparable(await ask(app, route, { id, headers: await headers() }), id),
          ),
        );
        expect(known).toEqual(unknown);
        if (/v1\/(tasks|stats)\/$/.test(route.path(''))) expect([200, 403]).toContain(known?.status);
        else if (route.hasId)
          expect([known?.status, known?.headers['www-authenticate']]).toEqual([
            403,
            'Bearer realm="celery-results", error="insufficient_scope"',
          ]);
        else if (route.method === 'POST')
          expect(problemsOf(known?.body ?? '')).toMatchObject({
            ID: { status: 403 },
            'ID-group': { status: 403 },
          });
        expect(known?.body).not.toContain('canary');
      }
      expect(store.reads).toEqual([]);
    },
  );

  it('accepts a grant that the current key, the previous key or a published key signed', async () => {
    const loginToken = await published.token({ prefix: 'known', list: true, azp: 'a login service adds its own' });
    for (const { app, headers, grantsAll = false } of [
      { app: await serve('key'), headers: await bearer({ tasks: ['known'], groups: ['known-group'], list: true }) },
      { app: await serve('key'), headers: await bearer({ prefix: 'known', list: true }, PREVIOUS_KEY) },
      { app: await serve('key'), headers: await bearer({ all: true, list: true }), grantsAll: true },
      { app: await serve('jwks'), headers: withToken(loginToken) },
    ]) {
      for (const route of ROUTES) {
        const id = route.path('').includes('group') ? 'known-group' : 'known';
        // numbers over all tasks need a grant of all of them
        const status = route.path('').endsWith('/v1/stats/') && !grantsAll ? 403 : 200;
        expect([route.path(''), (await ask(app, route, { id, headers })).status]).toEqual([route.path(''), status]);
      }
    }
    expect(store.reads).not.toEqual([]);
  });

  it('refuses visitors that Django does not know, and pages of another site, before anything is read', async () => {
    const django = await startJsonServer(mine);
    const auth = createForwardAuth({ url: django.url });
    const app = await serveApp({ store, celeryProgressPath: PROGRESS, auth }, { Cookie: 'sessionid=mine' });
    apps.push(app);
    const evil = { Origin: 'https://evil.example' };
    django.answer(status(302, { Location: '/login/' }));
    const unauthenticated = { code: 401, challenge: 'Cookie realm="celery-results"' };
    for (const { headers, code, challenge } of [
      { headers: {}, ...unauthenticated },
      { headers: { Cookie: 'sessionid=stranger' }, ...unauthenticated },
      { headers: { Cookie: 'sessionid=mine', ...evil }, code: 403, challenge: undefined },
    ])
      for (const route of ROUTES) {
        const answer = await ask(app, route, { id: 'known', headers });
        expect([answer.status, answer.headers['www-authenticate']]).toEqual([code, challenge]);
      }
    expect(store.reads).toEqual([]);
    await django.close();
  });

  it('refuses a token in its URL, even with a valid header', async () => {
    const app = await serve('key');
    const token = await tokenOf(mine);
    const headers = await bearer(mine);
    for (const route of ROUTES) {
      for (const query of [`access_token=x`, `TOKEN=x`, `jwt=`, `q=${token}`, `${token}=1`]) {
        const answer = await app.send(route.method, `${route.path('known')}?${query}`, { headers });
        expect([answer.status, answer.body.includes(token)]).toEqual([400, false]);
        expect(answer.headers['www-authenticate']).toContain('error="invalid_request"');
      }
    }
    expect((await app.send('GET', `/celery/known/status?token=${token}`)).status).toBe(400);
    expect((await app.send('GET', `/celery/${token}/`)).status).toBe(400);
    expect(store.reads).toEqual([]);
  });
});

/** The problems by id of a batch or a stream. */
function problemsOf(body: string): unknown {
  if (body.startsWith('{')) return JSON.parse(body).errors;
  const problems = parseEvents(body).filter(({ event }) => event === 'problem');
  return Object.fromEntries(problems.map(({ data }) => JSON.parse(data)).map(({ id, problem }) => [id, problem]));
}

/** What an answer says, with the id that was asked for out of it. */
function comparable({ status, headers: { date, ...headers }, body }: RawAnswer, id: string) {
  // the first line of a stream is made by chance
  const withoutId = body.replace(/^retry: \d+/, 'retry').replaceAll(id, 'ID');
  // they are over the body, whose length is that of the id, or of this one request
  const { etag, 'content-length': length, 'x-request-id': requestId, ...others } = headers;
  const size = Number(length ?? 0) - (body.length - withoutId.length);
  return { status, headers: others, size: length === undefined ? undefined : size, body: withoutId };
}
