import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openToAll } from '../src/access/scoped-store.ts';
import { createRoutes } from '../src/http/routes.ts';
import { createForwardAuth, createJwtAuth, openStore } from '../src/index.ts';
import { type CountingStore, countingStore } from './counting-store.ts';
import { type JsonServer, startJsonServer, status } from './json-server.ts';
import type { RawAnswer } from './raw-http.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { batchRequest, type ServedApp, serveApp } from './serve-app.ts';
import { bearer, KEY, now, OTHER_KEY, PREVIOUS_KEY, publishedKey, tokenOf, unsignedToken } from './tokens.ts';

/** Every route with every token that must not be let in. Routes are the router's own: a new one is in the table by itself. */

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
  store = countingStore(await openStore(results.url));
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
  const app = await serveApp({ store, auth: createJwtAuth(mode) }, headers);
  apps.push(app);
  return app;
}

interface Asked {
  readonly method: string;
  /** With the id in it, where the route has one. */
  path(id: string): string;
  readonly hasId: boolean;
}

const ROUTES: readonly Asked[] = createRoutes({
  storeFor: async () => openToAll({ tasks: never, groups: never, versions: never, close: never }),
  ...{ basePath: '/celery/', idFirst: true, limits: { batchResultLimit: 1, maxIds: 1, maxBody: 1, cacheSize: 0 } },
}).stack.flatMap(({ regexp, methods }) =>
  methods.map((method) => {
    const parts = regexp.source.slice(1, -1).split('([\\p{L}\\p{N}_.-]+)');
    const path = (id: string): string => parts.map((part) => part.replaceAll('\\', '')).join(id);
    if (!regexp.test(path('id'))) throw new Error(`the table cannot ask ${regexp}`);
    return { method, path, hasId: parts.length > 1 };
  }),
);

function never(): never {
  throw new Error('nothing is read here');
}

function ask(
  app: ServedApp,
  { method, path }: Asked,
  { id, headers }: { id: string; headers: Headers },
): Promise<RawAnswer> {
  const { headers: type, body } = batchRequest({ tasks: { [id]: null }, groups: { [`${id}-group`]: null } });
  return app.send(method, path(id), method === 'POST' ? { headers: { ...type, ...headers }, body } : { headers });
}

type Headers = Readonly<Record<string, string>>;

const INVALID = 'Bearer realm="celery-results", error="invalid_token", error_description=';
const withToken = (token: string): Headers => ({ Authorization: `Bearer ${token}` });
const mine = { tasks: ['known'], groups: ['known-group'] };
const DAY = 24 * 3_600;

/** Who is nobody: what comes, and how it is answered. */
const STRANGERS: readonly (readonly [string, () => Promise<Headers> | Headers, string])[] = [
  ['no token', () => ({}), 'Bearer realm="celery-results"'],
  ['another scheme', () => ({ Authorization: 'Basic YTpi' }), 'Bearer realm="celery-results"'],
  [
    'a cookie where none is read',
    async () => ({ Cookie: `__Secure-token=${await tokenOf(mine)}` }),
    'Bearer realm="celery-results"',
  ],
  [
    'a malformed header',
    () => ({ Authorization: 'Bearer a b' }),
    `${INVALID}"the header Authorization is not of the form Bearer TOKEN"`,
  ],
  ['a malformed token', () => withToken('abc'), `${INVALID}"this is no token that can be read"`],
  ['an expired one', () => bearer({ ...mine, exp: now() - 31 }), `${INVALID}"the token has expired"`],
  ['one that is not yet valid', () => bearer({ ...mine, nbf: now() + 60 }), `${INVALID}"the token is not valid yet"`],
  ['one for another server', () => bearer({ ...mine, aud: 'shop' }), `${INVALID}"the claim aud is another"`],
  ['one for nobody', () => bearer({ ...mine, aud: undefined }), `${INVALID}"the claim aud is missing"`],
  ['one without an end', () => bearer({ ...mine, exp: undefined }), `${INVALID}"the claim exp is missing"`],
  ['one that ends at no number', () => bearer({ ...mine, exp: 'never' }), `${INVALID}"the claim exp is another"`],
  [
    'one of more than a day',
    () => bearer({ ...mine, exp: now() + DAY + 60 }),
    `${INVALID}"the token lives for more than 24 hours"`,
  ],
  [
    'one that was to live for more than a day',
    () => bearer({ ...mine, iat: now() - DAY, exp: now() + 60 }),
    `${INVALID}"the token lives for more than 24 hours"`,
  ],
  ['an unsigned one', () => withToken(unsignedToken(mine)), `${INVALID}"the algorithm of the token is not accepted"`],
  [
    'one with another secret signature',
    async () => withToken(await tokenOf(mine, LONG_KEY, 'HS512')),
    `${INVALID}"the algorithm of the token is not accepted"`,
  ],
  [
    'one with a public signature',
    async () => withToken(await published.token(mine)),
    `${INVALID}"the algorithm of the token is not accepted"`,
  ],
  [
    'one of a key that was rotated out',
    () => bearer(mine, OTHER_KEY),
    `${INVALID}"no key fits the signature of the token"`,
  ],
  [
    'an unknown right',
    () => bearer({ ...mine, access: ['status', 'everything'] }),
    `${INVALID}"the claim access is not an array out of status, result, error, traceback, args"`,
  ],
  ['an unknown claim', () => bearer({ ...mine, task: ['known'] }), `${INVALID}"a claim has a name that is not known"`],
  [
    'a claim of another type',
    () => bearer({ ...mine, tasks: 'known' }),
    `${INVALID}"the claim tasks is not an array of ids"`,
  ],
  ['an empty prefix', () => bearer({ prefix: '' }), `${INVALID}"the claim prefix is not the start of an id"`],
];

/** Who may read something else. */
const OTHERS: readonly (readonly [string, () => Promise<Headers>])[] = [
  ['nothing', () => bearer()],
  ['another id', () => bearer({ tasks: ['mine', 'know', 'known.'] })],
  ['another prefix', () => bearer({ prefix: 'u1.' })],
  ['a list', () => bearer({ list: true })],
];

describe('every route', () => {
  it('is in the table', () => {
    expect(ROUTES.length).toBeGreaterThan(25);
    expect(ROUTES.filter(({ hasId }) => hasId).length).toBeGreaterThan(20);
  });

  it.each(STRANGERS)('refuses %s before anything is read', async (_title, headers, challenge) => {
    const app = await serve('key');
    for (const route of ROUTES) {
      const answer = await ask(app, route, { id: 'known', headers: await headers() });
      expect([route.method, route.path(''), answer.status, answer.headers['www-authenticate']]).toEqual([
        ...[route.method, route.path(''), 401, challenge],
      ]);
      expect(answer.body).not.toContain('canary');
    }
    expect(store.reads).toEqual([]);
  });

  it('looks at nothing else of what a stranger sends', async () => {
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

  it.each(OTHERS)(
    'answers who was granted %s the same for what is stored and what is not, before anything is read',
    async (_title, headers) => {
      const app = await serve('key');
      for (const route of ROUTES) {
        const [known, unknown] = await Promise.all(
          ['u2.known', 'u2.nobody'].map(async (id) =>
            comparable(await ask(app, route, { id, headers: await headers() }), id),
          ),
        );
        expect(known).toEqual(unknown);
        if (route.hasId)
          expect([known?.status, known?.headers['www-authenticate']]).toEqual([
            ...[403, 'Bearer realm="celery-results", error="insufficient_scope"'],
          ]);
        else if (route.method === 'POST')
          expect(JSON.parse(known?.body ?? '').errors).toMatchObject({
            ID: { status: 403 },
            'ID-group': { status: 403 },
          });
        expect(known?.body).not.toContain('canary');
      }
      expect(store.reads).toEqual([]);
    },
  );

  it('lets in who was granted it, by the current key, the previous one, and a published one', async () => {
    const granted: readonly (readonly [ServedApp, Headers])[] = [
      [await serve('key'), await bearer({ tasks: ['known'], groups: ['known-group'] })],
      [await serve('key'), await bearer({ prefix: 'known' }, PREVIOUS_KEY)],
      [await serve('jwks'), withToken(await published.token({ prefix: 'known', azp: 'a login service adds its own' }))],
    ];
    for (const [app, headers] of granted) {
      for (const route of ROUTES) {
        const id = route.path('').includes('group') ? 'known-group' : 'known';
        expect((await ask(app, route, { id, headers })).status).toBe(200);
      }
    }
    expect(store.reads).not.toEqual([]);
  });

  it('refuses whom Django does not know, or another site sends, before anything is read', async () => {
    const django = await startJsonServer(mine);
    const app = await serveApp({ store, auth: createForwardAuth({ url: django.url }) }, { Cookie: 'sessionid=mine' });
    apps.push(app);
    const evil = { Origin: 'https://evil.example' };
    django.answer(status(302, { Location: '/login/' }));
    for (const [headers, code, challenge] of [
      [{}, 401, 'Cookie realm="celery-results"'],
      [{ Cookie: 'sessionid=stranger' }, 401, 'Cookie realm="celery-results"'],
      [{ Cookie: 'sessionid=mine', ...evil }, 403, undefined],
    ] as const)
      for (const route of ROUTES) {
        const answer = await ask(app, route, { id: 'known', headers });
        expect([answer.status, answer.headers['www-authenticate']]).toEqual([code, challenge]);
      }
    expect(store.reads).toEqual([]);
    await django.close();
  });

  it('refuses a token in its URL, whatever else comes', async () => {
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

/** What an answer says, with the id that was asked for out of it. */
function comparable({ status, headers: { date, ...headers }, body }: RawAnswer, id: string) {
  const withoutId = body.replaceAll(id, 'ID');
  // they are over the body, whose length is that of the id, or of this one request
  const { etag, 'content-length': length, 'x-request-id': requestId, ...others } = headers;
  const size = Number(length ?? 0) - (body.length - withoutId.length);
  return { status, headers: others, size: length === undefined ? undefined : size, body: withoutId };
}
