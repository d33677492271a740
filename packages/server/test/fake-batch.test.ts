import { fileURLToPath } from 'node:url';
import { celeryHandlers, createFakeCelery } from '@celery-results/client/msw';
import type { BatchRequest } from '@celery-results/client/protocol';
import type { VectorCase } from '@celery-results/conformance';
import { type Listening, startServer, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { getResponse, type RequestHandler } from 'msw';
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest';
import { FILES, imitatedOf } from './fake/imitated.ts';
import { seed } from './fake/seed.ts';
import { insertRows, makeTables } from './vector-rows.ts';

/** The batch of the fake, held against that of our server over the same rows. */

let database: TestDatabase | undefined;
let server: Listening;
let handlers: RequestHandler[];
const cases = FILES.flatMap(imitatedOf);

beforeAll(async () => {
  database = await testDatabaseOrSkip('sqlite');
  assert.isDefined(database);
  await makeTables(database, '2.6');
  await insertRows(database, cases, '2.6');
  const classes = fileURLToPath(new URL('shop-errors.ts', import.meta.url));
  server = await startServer({ store: database.url, args: ['--exception-classes', classes] });
  const fake = createFakeCelery();
  for (const one of cases) seed(fake, one);
  handlers = celeryHandlers(fake, { server: 'celery-results' });
});

afterAll(async () => {
  await server?.stop();
  await database?.close();
});

interface FetchedBody {
  readonly status: number;
  readonly contentType: string | null;
  readonly body: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };

async function askBoth(
  body: string,
  { headers = JSON_TYPE, query = '' }: { readonly headers?: Record<string, string>; readonly query?: string } = {},
): Promise<{ readonly real: FetchedBody; readonly fake: FetchedBody }> {
  const url = new URL(`v1/status/${query}`, server.url);
  const init = { method: 'POST', headers, body };
  const [real, fake] = [await fetch(url, init), await getResponse(handlers, new Request(url, init))];
  return { real: await seen(real), fake: await seen(fake ?? assert.fail()) };
}

async function seen(response: Response): Promise<FetchedBody> {
  return { status: response.status, contentType: response.headers.get('content-type'), body: await response.text() };
}

/**
 * The parts of an answer that the fake and the server have in common: no fields that only a row has, and no values of
 * etags. The text after the tasks and groups is compared as data.
 */
function comparable({ body, ...answer }: FetchedBody): readonly unknown[] {
  const text = body.replace(/, "(?:name|worker|date_\w+)": "[^"]*"/g, '').replace(/"etag": "[^"]+"/g, '"etag": "…"');
  const [entries, rest] = text.split(', "unchanged": ');
  return [answer, entries, rest && JSON.parse(`{"unchanged": ${rest}`)];
}

const idsOf = (one: VectorCase): BatchRequest => {
  const rows = (table: string, key: string) =>
    (one.rows?.[`django_celery_results_${table}`] ?? []).map((row) => [String(row[key]), null] as const);
  return {
    tasks: Object.fromEntries(rows('taskresult', 'task_id')),
    groups: Object.fromEntries(rows('groupresult', 'group_id')),
  };
};

describe('the batch of the fake', () => {
  it.each(FILES)(
    'answers the ids of %s with the bytes of the server, except for etags and fields of the row',
    async (name) => {
      for (const one of imitatedOf(name)) {
        const { tasks = {}, groups = {} } = idsOf(one);
        // an id may stand in one half only
        for (const question of [
          { tasks },
          { groups },
          { tasks: { 'not-there': null }, groups: { 'no-group': null } },
        ]) {
          const { real, fake } = await askBoth(JSON.stringify(question));
          expect(comparable(fake), one.name).toEqual(comparable(real));
        }
      }
    },
  );

  it('names the same ids as unchanged', async () => {
    const [one] = imitatedOf('groups.json');
    const groups = Object.keys(idsOf(one ?? assert.fail()).groups ?? {});
    const question = (etags: readonly (string | null)[]) =>
      JSON.stringify({ groups: Object.fromEntries(groups.map((id, at) => [id, etags[at] ?? null])) });
    const first = await askBoth(question([]));
    const etagsOf = ({ body }: FetchedBody) => groups.map((id) => JSON.parse(body).groups[id].etag);
    const again = [await askBoth(question(etagsOf(first.real))), await askBoth(question(etagsOf(first.fake)))] as const;
    expect(again[0].real.body).toBe(again[1].fake.body);
    expect(JSON.parse(again[1].fake.body).unchanged).toEqual(groups);
  });

  it.each([
    { title: 'no JSON', body: '{' },
    { title: 'a list', body: '[]' },
    { title: 'an unknown key', body: '{"task": {}}' },
    { title: 'a list of ids', body: '{"tasks": ["a"]}' },
    { title: 'an etag that is a number', body: '{"groups": {"a/~b": 1}}' },
    { title: 'an id in both halves', body: '{"tasks": {"a": null}, "groups": {"a": null}}' },
    {
      title: 'ids that no URL takes',
      body: '{"tasks": {"a b": null, "": null, "é": null}, "groups": {"x/y": "etag"}}',
    },
    { title: 'nothing', body: '{}' },
    {
      title: '1,001 ids',
      body: JSON.stringify({ tasks: Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`t${at}`, null])) }),
    },
    { title: 'more than 256 KiB', body: JSON.stringify({ tasks: { a: 'x'.repeat(256 * 1024) } }) },
  ])('answers $title as the server does', async ({ body }) => {
    const { real, fake } = await askBoth(body);
    expect(comparable(fake)).toEqual(comparable(real));
  });

  it('refuses another media type and a parameter as the server does', async () => {
    for (const options of [{ headers: { 'content-type': 'text/plain' } }, { query: '?x=1' }]) {
      const { real, fake } = await askBoth('{}', options);
      expect(fake.status).toBeGreaterThanOrEqual(400);
      expect(fake).toEqual(real);
    }
  });
});
