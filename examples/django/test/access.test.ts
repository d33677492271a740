import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@celery-results/server';
import {
  type Listening,
  pythonOrSkip,
  startServer,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { environment, startDjango } from './project.ts';

/** Access that Django grants: by tokens of PyJWT, and by a URL that the server calls with the visitor's cookies. */

const python = await pythonOrSkip();
const database = await testDatabaseOrSkip('sqlite');
const TOKEN_KEY = 'a key that Django and the server share';

describe.skipIf(python === undefined || database === undefined)('the access that Django grants', () => {
  let folder: string;
  let django: Listening;
  let byToken: Listening;
  let byCookie: Listening;

  beforeAll(async () => {
    const { url: store } = database as TestDatabase;
    folder = await mkdtemp(join(tmpdir(), 'celery-results-access-'));
    await migrate(store);
    const env = { ...environment(database as TestDatabase, folder), TOKEN_KEY };
    django = await startDjango(python as string, env);
    [byToken, byCookie] = await Promise.all([
      startServer({ store, args: ['--auth', 'jwt'], env: { CELERY_RESULTS_AUTH_KEY: TOKEN_KEY } }),
      startServer({ store, args: ['--auth', 'forward', '--auth-forward-url', `${django.url}access/`] }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([django, byToken, byCookie].map((process) => process?.stop()));
    await rm(folder, { recursive: true });
    await database?.close();
  });

  /** Starts a task as Django's page does. Returns its id, and the visitor's cookies afterwards. */
  async function startTask(cookies = ''): Promise<{ readonly id: string; readonly cookies: string }> {
    const page = await fetch(django.url, { headers: { Cookie: cookies } });
    const csrf = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(await page.text())?.[1] ?? '';
    const headers = { Cookie: mergeCookies(cookies, page), 'X-CSRFToken': csrf };
    const started = await fetch(`${django.url}start/build/`, { method: 'POST', headers });
    return { id: (await started.json()).id, cookies: mergeCookies(headers.Cookie, started) };
  }
  const mergeCookies = (cookies: string, response: Response): string => {
    const jar = new Map(cookies.split('; ').map((cookie) => cookie.split(/=(.*)/s) as [string, string]));
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    return [...jar].flatMap(([name, value]) => (name === '' ? [] : [`${name}=${value}`])).join('; ');
  };
  const readStatusCode = async (server: Listening, id: string, headers: Record<string, string>): Promise<number> =>
    (await fetch(`${server.url}task/status/${id}/`, { headers })).status;

  it('lets a visitor read his own task with a token of PyJWT', async () => {
    const [mine, other] = [await startTask(), await startTask()];
    const { token } = await (await fetch(`${django.url}token/`, { headers: { Cookie: mine.cookies } })).json();
    const headers = { Authorization: `Bearer ${token}` };
    expect(await readStatusCode(byToken, mine.id, headers)).toBe(200);
    expect(await readStatusCode(byToken, other.id, headers)).toBe(403);
    expect(await readStatusCode(byToken, mine.id, { Cookie: mine.cookies })).toBe(401);
  });

  it('lets a visitor read his own task with his session', async () => {
    const [mine, other] = [await startTask(), await startTask()];
    expect(await readStatusCode(byCookie, mine.id, { Cookie: mine.cookies })).toBe(200);
    expect(await readStatusCode(byCookie, other.id, { Cookie: mine.cookies })).toBe(403);
    expect(await readStatusCode(byCookie, mine.id, {})).toBe(401);
    expect(await readStatusCode(byCookie, mine.id, { Cookie: 'sessionid=made-up' })).toBe(401);
    expect(await readStatusCode(byCookie, mine.id, { Cookie: mine.cookies, Origin: 'https://evil.example' })).toBe(403);
    const second = await startTask(mine.cookies);
    expect(await readStatusCode(byCookie, second.id, { Cookie: second.cookies })).toBe(200);
    expect(await readStatusCode(byCookie, mine.id, { Cookie: second.cookies })).toBe(200);
  });
});
