import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { chromiumOrSkip, launchChromium, pythonOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp, createJwtAuth, type OpenedStore } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { type ServedApp, serveApp } from './serve-app.ts';
import type { TaskRow } from './stores/django-rows.ts';
import { bearer, KEY } from './tokens.ts';

const PATH = '/celery-progress/';
const VIEW = fileURLToPath(new URL('celery-progress-view.py', import.meta.url));
const python = await pythonOrSkip();
const chromium = chromiumOrSkip();

const exception = (type: string, message: readonly unknown[], module = 'builtins'): string =>
  JSON.stringify({ exc_type: type, exc_message: message, exc_module: module });
const retryIn = (time: string): string => `Traceback\ncelery.exceptions.Retry: Retry in ${time}: ValueError()\n`;

/** Tasks that the real view and the server answer with the same bytes. */
const SAME: Readonly<Record<string, Omit<TaskRow, 'id'>>> = {
  'done-null': { result: 'null' },
  'done-text': { result: '"gr\\u00fc\\u00dfe \\u007f \\ud83d\\ude00"' },
  'done-numbers': { result: '[1, 1.0, 1e400, NaN, -0.0, 12345678901234567890]' },
  'done-object': { result: '{"b": {"a": [true, null]}, "a": ""}' },
  'done-meta': { result: '1', meta: '{"children": [], "own": 1}' },
  'done-large': { result: JSON.stringify('x'.repeat(1_500_000)) },
  'state-of-meta': { status: 'SUCCESS', result: '1', meta: '{"status": "STARTED"}' },
  'state-null': { status: 'SUCCESS', result: '1', meta: '{"status": null}' },
  'state-number': { status: 'SUCCESS', result: '1', meta: '{"status": 2.5}' },
  pending: { status: 'PENDING', result: '"ignored"' },
  'progress-object': { status: 'PROGRESS', result: '{"current": 1, "total": 0, "stage": "caf\\u00e9"}' },
  'progress-number': { status: 'PROGRESS', result: '45' },
  'progress-null': { status: 'PROGRESS', result: null },
  'failed-words': { status: 'FAILURE', result: exception('ValueError', ['row 7: "price" is missing é']) },
  'failed-none': { status: 'FAILURE', result: exception('ValueError', []) },
  'failed-two': { status: 'FAILURE', result: exception('ValueError', ['no', 5]) },
  'failed-key': { status: 'FAILURE', result: exception('KeyError', ['price']) },
  'failed-os': { status: 'FAILURE', result: exception('OSError', [2, 'gone', 'a.txt']) },
  'failed-unknown': { status: 'FAILURE', result: exception('Declined', ['card', { n: 1 }], 'gone.errors') },
  'failed-null': { status: 'FAILURE', result: null },
  'failed-registered': { status: 'FAILURE', result: exception('NotRegistered', ['a.b'], 'celery.exceptions') },
  'retry-words': { status: 'RETRY', result: exception('ValueError', ['no']), traceback: retryIn('05s') },
  'retry-long': { status: 'RETRY', result: exception('ValueError', ['😀'.repeat(60)]), traceback: retryIn('5s') },
  'retry-date': { status: 'RETRY', result: exception('ValueError', ['no']), traceback: 'Retry at 2026-01-02' },
  'retry-far': { status: 'RETRY', result: exception('ValueError', ['no']), traceback: retryIn('12345678901s') },
  'retry-null': { status: 'RETRY', result: null, traceback: retryIn('5s') },
  'revoked-null': { status: 'REVOKED', result: null },
  'revoked-words': { status: 'REVOKED', result: exception('TaskRevokedError', ['"expired"'], 'celery.exceptions') },
  'ignored-null': { status: 'IGNORED', result: null },
  'ignored-number': { status: 'IGNORED', result: '2.5' },
  'ignored-true': { status: 'IGNORED', result: 'true' },
  'other-received': { status: 'RECEIVED', result: 'null' },
  'other-custom': { status: 'COMPLÉTED', result: '{"percent": 5}' },
};

const OPEN = '"progress": {"pending": false, "current": 100, "total": 100, "percent": 100}';

/** Tasks that the server answers in another way, and why. */
const OTHER: readonly (Omit<TaskRow, 'id'> & {
  readonly id: string;
  readonly reason: string;
  readonly real: readonly [number, string | null];
  readonly ours: readonly [number, string | RegExp];
})[] = [
  {
    id: 'done-date',
    result: '{"__type__": "datetime", "__value__": "2026-01-02T03:04:05"}',
    reason: 'the package writes only what json.dumps knows; django-celery-results writes dates, and so does the server',
    real: [500, null],
    ours: [200, `{"state": "SUCCESS", "complete": true, "success": true, ${OPEN}, "result": "2026-01-02T03:04:05"}`],
  },
  {
    id: 'retry-without-traceback',
    status: 'RETRY',
    result: exception('ValueError', ['no']),
    traceback: null,
    reason: 'the package fails for a retry without a traceback, which is each one without result_extended',
    real: [500, null],
    ours: [
      200,
      `{"state": "RETRY", "complete": true, "success": false, ${OPEN}, ` +
        '"result": {"next_retry_seconds": "Unknown", "message": "no..."}}',
    ],
  },
  {
    id: 'ignored-object',
    status: 'IGNORED',
    result: '{"a": true}',
    reason: 'the server shows a list or an object as JSON, not as Python writes it',
    real: [200, `{"state": "IGNORED", "complete": true, "success": null, ${OPEN}, "result": "{'a': True}"}`],
    ours: [200, `{"state": "IGNORED", "complete": true, "success": null, ${OPEN}, "result": "{\\"a\\": true}"}`],
  },
  {
    id: 'done-broken',
    result: '{"a',
    reason: 'a row that cannot be read is a problem that names the column',
    real: [500, null],
    ours: [502, /unreadable-result/],
  },
  {
    id: 'u1.dotted',
    result: '1',
    reason: "ids have the characters of django-celery-results' URLs, where a dot is one",
    real: [404, null],
    ours: [200, `{"state": "SUCCESS", "complete": true, "success": true, ${OPEN}, "result": 1}`],
  },
];

let results: ResultsFile;
let store: OpenedStore;
let app: ServedApp;
beforeAll(async () => {
  results = await createResultsFile();
  for (const [id, row] of Object.entries(SAME)) results.task(id, row);
  for (const { reason, real, ours, id, ...row } of OTHER) results.task(id, row);
  store = await openTestStore(results.url);
  app = await serveApp({ store, celeryProgressPath: PATH });
});
afterAll(async () => {
  app.close();
  await store.close();
  await results.remove();
});

type Answers = Readonly<Record<string, readonly [status: number, body: string | null]>>;

/** What the real view answers for these ids, and for those of the tasks that it stores first. */
async function askView(ids: readonly string[]): Promise<Answers> {
  const child = spawn(python ?? '', [VIEW, results.file], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(ids));
  return JSON.parse(await text(child.stdout));
}

describe.skipIf(python === undefined)('the answers beside those of celery-progress 0.5', () => {
  let real: Answers;
  beforeAll(async () => {
    real = await askView([...Object.keys(SAME), 'nobody', ...OTHER.map(({ id }) => id)]);
  });

  it('are the same bytes for every state, of tasks that Celery stored and of hand-written rows', async () => {
    const others = OTHER.map(({ id }) => id);
    const same = Object.keys(real).filter((id) => !others.includes(id));
    expect(same.filter((id) => id.startsWith('recorded-')).length).toBeGreaterThan(10);
    for (const id of same) {
      const { status, contentType, body } = await app.send('GET', `${PATH}${id}/`);
      expect([id, status, contentType, body]).toEqual([id, ...(real[id] ?? []).toSpliced(1, 0, 'application/json')]);
    }
    const states = same.map((id) => String(JSON.parse((real[id]?.[1] ?? '').replace(/NaN|Infinity/g, '0')).state));
    const all = 'PENDING PROGRESS STARTED SUCCESS FAILURE RETRY REVOKED IGNORED RECEIVED ABORTED'.split(' ');
    expect(states).toEqual(expect.arrayContaining(all));
  });

  it.each(OTHER)('differ for $id: $reason', async ({ id, real: expected, ours: [code, content] }) => {
    expect(real[id]).toEqual(expected);
    const { status, body } = await app.send('GET', `${PATH}${id}/`);
    expect([status, body]).toEqual([code, typeof content === 'string' ? content : expect.stringMatching(content)]);
  });
});

describe('the path of celery-progress', () => {
  it('takes reads and no more, with entity tags and the redirect to the slash', async () => {
    const first = await app.send('GET', `${PATH}nobody/`);
    const again = await app.send('GET', `${PATH}nobody/`, {
      headers: { 'If-None-Match': first.headers['etag'] ?? '' },
    });
    expect([first.status, again.status, (await app.send('HEAD', `${PATH}nobody/`)).status]).toEqual([200, 304, 200]);
    const post = await app.send('POST', `${PATH}nobody/`);
    expect([post.status, post.allow]).toEqual([405, 'GET, HEAD']);
    const bare = await app.send('GET', `${PATH}nobody`);
    expect([bare.status, bare.location]).toEqual([301, `${PATH}nobody/`]);
    for (const id of ['a%20b', 'a%2Fb', '%F0%9F%98%80'])
      expect((await app.send('GET', `${PATH}${id}/`)).status).toBe(404);
  });

  it('is not there by default', async () => {
    const plain = await serveApp({ store });
    expect((await plain.send('GET', `${PATH}nobody/`)).status).toBe(404);
    plain.close();
  });

  it.each([
    ['/', '/celery/'],
    ['/celery/', '/celery/'],
    ['/celery/progress/', '/celery/'],
    ['/celery/progress/', '/c%65lery/'],
    ['/celery-progress/', '/'],
  ])('may not overlap a base path: %s and %s', (celeryProgressPath, basePath) => {
    const both = `celery progress path "${celeryProgressPath}" and base path "${basePath}"`;
    expect(() => createApp({ store, basePath, celeryProgressPath })).toThrow(`${both} overlap`);
  });

  it('shows what a token grants, and no word of a result, an error or a traceback without the right', async () => {
    const secured = await serveApp(
      { store, celeryProgressPath: PATH, auth: createJwtAuth({ keys: [KEY] }), allowOrigins: ['https://shop.example'] },
      await bearer(),
    );
    const ids = ['done-text', 'progress-object', 'failed-words', 'retry-words', 'revoked-words', 'ignored-number'];
    const ask = async (id: string, access: readonly string[], tasks = ids) => {
      const headers = { ...(await bearer({ tasks, access })), Origin: 'https://shop.example' };
      const answer = await secured.send('GET', `${PATH}${id}/`, { headers });
      expect(answer.headers['access-control-allow-origin']).toBe('https://shop.example');
      return answer;
    };
    const seen = async (access: readonly string[]): Promise<readonly unknown[]> =>
      Promise.all(
        ids.map(async (id) => {
          const { state, progress, result } = JSON.parse((await ask(id, access)).body);
          return state === 'PROGRESS' ? progress : result;
        }),
      );
    const unknownRetry = { next_retry_seconds: 'Unknown', message: '...' };
    expect(await seen(['status'])).toEqual([null, null, null, unknownRetry, null, 'None']);
    expect(await seen(['status', 'error'])).toEqual([
      null,
      null,
      'row 7: "price" is missing é',
      { ...unknownRetry, message: 'no...' },
      'Task "expired"',
      'None',
    ]);
    const [done, progress, failed, retry] = await seen(['result', 'traceback']);
    expect([done, progress, failed, retry]).toEqual([
      'grüße \x7f 😀',
      { current: 1, total: 0, stage: 'café' },
      null,
      { next_retry_seconds: 5, message: '...' },
    ]);
    expect((await ask('done-text', ['result'], ['another'])).status).toBe(403);
    expect((await secured.send('GET', `${PATH}done-text/`)).status).toBe(401);
    secured.close();
  });
});

const PAGE = `<!doctype html><div id="progress-bar"></div><p id="progress-bar-message"></p><p id="celery-result"></p>`;

it.skipIf(python === undefined || chromium === undefined)(
  "celery-progress's own script shows a task from its start to its end",
  async () => {
    const script = await readFile(await findScript(), 'utf8');
    const origin = `http://127.0.0.1:${app.port}`;
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      await page.route(`${origin}/page`, (route) => route.fulfill({ contentType: 'text/html', body: PAGE }));
      await page.goto(`${origin}/page`);
      await page.addScriptTag({ content: script });
      await page.evaluate(`CeleryProgressBar.initProgressBar('${PATH}shown/', { pollInterval: 20 })`);
      const shows = async (id: string, words: string): Promise<void> =>
        expect.poll(() => page.textContent(`#${id}`)).toBe(words);
      const store = (columns: Omit<TaskRow, 'id'>): void => {
        results.removeTask('shown');
        results.task('shown', columns);
      };
      await shows('progress-bar-message', 'Waiting for task to start...');
      store({ status: 'STARTED', result: '{"pid": 1}' });
      await shows('progress-bar-message', 'Task started...');
      store({
        status: 'PROGRESS',
        result: '{"pending": false, "current": 3, "total": 8, "percent": 37.5, "description": "rows"}',
      });
      await shows('progress-bar-message', '3 of 8 processed. rows');
      expect(await page.evaluate(`document.getElementById('progress-bar').style.width`)).toBe('37.5%');
      store({ status: 'RETRY', result: exception('ValueError', ['busy']), traceback: retryIn('5s') });
      await shows('progress-bar-message', 'Retrying after 5s: busy...');
      store({ result: '"42 rows"' });
      await shows('celery-result', '42 rows');
      await shows('progress-bar-message', 'Success! ');
      store({ status: 'FAILURE', result: exception('ValueError', ['row 7: price is missing']) });
      await page.evaluate(`CeleryProgressBar.initProgressBar('${PATH}shown/')`);
      await shows('celery-result', 'row 7: price is missing');
    } finally {
      await browser.close();
    }
  },
);

/** The script in the installed package. */
async function findScript(): Promise<string> {
  const find = 'import celery_progress as p, pathlib; print(pathlib.Path(p.__file__).parent)';
  const child = spawn(python ?? '', ['-c', find], { stdio: ['ignore', 'pipe', 'inherit'] });
  return `${(await text(child.stdout)).trim()}/static/celery_progress/celery_progress.js`;
}
