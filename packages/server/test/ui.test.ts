import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AppOptions, createJwtAuth, type OpenedStore } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { bearer, KEY, OTHER_KEY, tokenOf } from './tokens.ts';
import { type BuiltPage, createBuiltPage, serveUi, type UiApp } from './ui-app.ts';

const COOKIE = '__Secure-celery-results';
const SAME_ORIGIN = { 'Sec-Fetch-Site': 'same-origin' };

let page: BuiltPage;
let results: ResultsFile;
let store: OpenedStore;
const apps: UiApp[] = [];

beforeAll(async () => {
  page = await createBuiltPage();
  results = await createResultsFile();
  results.task('ui', { result: '"a task called ui"' });
  store = await openTestStore(results.url);
});
afterEach(() => {
  for (const app of apps.splice(0)) app.close();
});
afterAll(async () => {
  await store.close();
  await results.remove();
  await page.remove();
});

async function serve({ ui, ...options }: Partial<AppOptions> = {}): Promise<string> {
  const app = await serveUi({ store, ...options, ui: { folder: page.folder, ...ui } });
  apps.push(app);
  return app.origin;
}

const auth = createJwtAuth({ keys: [KEY], cookie: COOKIE });
const get = (url: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(url, { headers, redirect: 'manual' });
const script = (html: string): string => /src="([^"]+)"/.exec(html)?.[1] ?? '';

describe('the document of the page', () => {
  it.each([
    ['/celery/ui/', './assets/page-Ab_1-c.js'],
    ['/celery/ui/?status=FAILURE', './assets/page-Ab_1-c.js'],
    ['/celery/ui/overview/', '../assets/page-Ab_1-c.js'],
    ['/celery/ui/tasks/demo-group-1.3/', '../../assets/page-Ab_1-c.js'],
    ['/celery/ui/groups/%C3%A9/', '../../assets/page-Ab_1-c.js'],
  ])('at %s names its files relative to the path', async (path, expected) => {
    const origin = await serve();
    const response = await get(origin + path);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const src = script(await response.text());
    expect(src).toBe(expected);
    expect((await get(new URL(src, origin + path).href)).status).toBe(200);
  });

  it.each([['/'], ['/a/b/c/']])('is below the base path %s', async (basePath) => {
    const origin = await serve({ basePath });
    expect((await get(`${origin}${basePath}ui/tasks/x/`)).status).toBe(200);
  });

  it.each(['</title><script>', '"><script>', '$&', "$'", '$`'])('contains the title %s as text', async (title) => {
    const html = await (await get(`${await serve({ ui: { title } })}/celery/ui/`)).text();
    const content = /<meta name="celery-results" content="([^"]*)">/.exec(html)?.[1] ?? '';
    const characters = { '&quot;': '"', '&lt;': '<', '&gt;': '>', '&amp;': '&' } as const;
    const text = content.replace(/&(?:quot|lt|gt|amp);/g, (entity) => characters[entity as keyof typeof characters]);
    expect(JSON.parse(text)).toMatchObject({ title });
    expect(html.match(/<script/g)).toHaveLength(1);
  });

  it('allows its own scripts and styles only, and no page that shows it', async () => {
    const { headers } = await get(`${await serve()}/celery/ui/`);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-robots-tag')).toBe('noindex');
  });

  it('can be shown by the pages of named origins', async () => {
    const origin = await serve({ ui: { frameAncestors: ['https://shop.example'] } });
    const { headers } = await get(`${origin}/celery/ui/`);
    expect(headers.get('content-security-policy')).toContain('; frame-ancestors https://shop.example');
  });

  it('is asked for again by its entity tag', async () => {
    const origin = await serve();
    const first = await get(`${origin}/celery/ui/`);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await get(`${origin}/celery/ui/`, { 'If-None-Match': first.headers.get('etag') ?? '' });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('is public, while everything else needs rights', async () => {
    const origin = await serve({ auth, ui: { links: [{ label: 'Logs', url: 'https://logs.internal/{id}' }] } });
    const document = await get(`${origin}/celery/ui/`);
    expect(document.status).toBe(200);
    expect(await document.text()).not.toContain('logs.internal');
    expect((await get(`${origin}/celery/ui/links/`)).status).toBe(401);
    const links = await get(`${origin}/celery/ui/links/`, await bearer({ tasks: ['x'] }));
    expect(await links.json()).toEqual({ links: [{ label: 'Logs', url: 'https://logs.internal/{id}' }] });
  });
});

describe('paths that are no screen', () => {
  it.each(['/celery/ui/nothing/', '/celery/ui/tasks/a/b/', '/celery/ui/tasks%2Fx/', '/celery/ui/assets/nothing.js'])(
    '%s is answered with 404',
    async (path) => {
      const response = await get((await serve()) + path);
      expect([response.status, script(await response.text())]).toEqual([404, '']);
    },
  );

  it.each([
    ['/celery/ui', './ui/'],
    ['/celery/ui?q=abcd', './ui/?q=abcd'],
    ['/celery/ui/tasks/a.b', './a.b/'],
  ])('%s leads to its slash by a relative URL', async (path, location) => {
    const response = await get((await serve()) + path);
    expect([response.status, response.headers.get('location')]).toEqual([302, location]);
  });

  it('leave a task called ui where it is', async () => {
    expect(await (await get(`${await serve()}/celery/ui/status/`)).text()).toContain('a task called ui');
  });

  it('takes no other method', async () => {
    const response = await fetch(`${await serve()}/celery/ui/`, { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('a script', () => {
  const url = '/celery/ui/assets/page-Ab_1-c.js';

  it('is kept for ever, and sent as the build has compressed it', async () => {
    const response = await get((await serve()) + url, { 'Accept-Encoding': 'gzip, br' });
    expect(response.headers.get('content-encoding')).toBe('br');
    expect(response.headers.get('vary')).toBe('Accept-Encoding');
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await response.text()).toBe('console.log("page")');
  });

  it('is sent as it is to a client that knows no compression', async () => {
    const response = await get((await serve()) + url, { 'Accept-Encoding': 'identity' });
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(await response.text()).toBe('console.log("page")');
  });
});

describe('a pasted token', () => {
  const post = (origin: string, headers: Readonly<Record<string, string>>, body: unknown = { path: '/celery/' }) =>
    fetch(`${origin}/celery/ui/session/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('is stored in a cookie that no script reads, until it expires', async () => {
    const origin = await serve({ auth });
    const token = await tokenOf({ tasks: ['ui'] });
    const response = await post(origin, { ...SAME_ORIGIN, Authorization: `Bearer ${token}` });
    expect(response.status).toBe(200);
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(
      /^__Secure-celery-results=\S+; Expires=[^;]+; Path=\/celery\/; Secure; HttpOnly; SameSite=Strict$/,
    );
    const expires = Date.parse(/Expires=([^;]+)/.exec(cookie)?.[1] ?? '');
    expect(Math.abs(expires - Date.now() - 900_000)).toBeLessThan(60_000);
    const task = await get(`${origin}/celery/task/status/ui/`, { Cookie: `${COOKIE}=${token}`, ...SAME_ORIGIN });
    expect(task.status).toBe(200);
  });

  it('has the whole host as its path where the name of the cookie begins with __Host-', async () => {
    const cookie = '__Host-tasks';
    const origin = await serve({
      auth: createJwtAuth({ keys: [KEY], cookie }),
      ui: { signIn: { by: 'token', cookie } },
    });
    const response = await post(origin, { ...SAME_ORIGIN, ...(await bearer()) });
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-tasks=\S+; Expires=[^;]+; Path=\/; /),
    ]);
  });

  it.each([
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['another subdomain', { 'Sec-Fetch-Site': 'same-site' }],
    ['no page', {}],
  ])('is refused from %s', async (_, headers) => {
    const response = await post(await serve({ auth }), { ...headers, ...(await bearer()) });
    expect([response.status, response.headers.getSetCookie()]).toEqual([403, []]);
  });

  it('is refused where it is not valid', async () => {
    const origin = await serve({ auth });
    expect((await post(origin, { ...SAME_ORIGIN, ...(await bearer({}, OTHER_KEY)) })).status).toBe(401);
    expect((await post(origin, { ...SAME_ORIGIN })).status).toBe(401);
  });

  it.each([{ path: '/celery/; Domain=example' }, { path: 'celery/' }, { path: '/celery/\r\nX: y' }, {}, null])(
    'is refused for the path of %j',
    async (body) => {
      const response = await post(await serve({ auth }), { ...SAME_ORIGIN, ...(await bearer()) }, body);
      expect([response.status, response.headers.getSetCookie()]).toEqual([400, []]);
    },
  );

  it('is removed from the cookie when the visitor signs out, from the page only', async () => {
    const origin = await serve({ auth });
    const body = { path: '/celery/', end: true };
    const response = await post(origin, SAME_ORIGIN, body);
    expect([response.status, response.headers.getSetCookie()]).toEqual([
      200,
      [`${COOKIE}=; Max-Age=0; Path=/celery/; Secure; HttpOnly; SameSite=Strict`],
    ]);
    expect((await post(origin, { 'Sec-Fetch-Site': 'cross-site' }, body)).status).toBe(403);
    expect((await post(origin, SAME_ORIGIN, { ...body, end: 'yes' })).status).toBe(400);
  });

  it('has an end that the page can show', async () => {
    const session = `${await serve({ auth })}/celery/ui/session/`;
    const token = await tokenOf({ tasks: ['ui'] });
    const response = await get(session, { Cookie: `${COOKIE}=${token}`, ...SAME_ORIGIN });
    expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { expires_at: at } = (await response.json()) as { readonly expires_at: string };
    expect(Math.abs(Date.parse(at) - Date.now() - 900_000)).toBeLessThan(60_000);
    expect((await get(session)).status).toBe(401);
  });

  it('has no place where everybody may read', async () => {
    expect((await post(await serve(), SAME_ORIGIN)).status).toBe(404);
  });
});

it('a page that was not built is an error that says so', async () => {
  await expect(serve({ ui: { folder: '/nowhere/' } })).rejects.toThrow(
    'the status page is not built: run "pnpm build", or pass --no-ui (/nowhere/)',
  );
});
