import { fileURLToPath } from 'node:url';
import { celeryHandlers, createFakeCelery, type FakeServer } from '@celery-results/client/msw';
import type { RecordedRequest, VectorCase } from '@celery-results/conformance';
import { type Listening, startServer, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest';
import { askFake, type FakeAnswer, isSendable } from './fake/ask.ts';
import { casesOf, FILES, imitatedOf, listed } from './fake/imitated.ts';
import { NOT_IMITATED } from './fake/not-imitated.ts';
import { seed } from './fake/seed.ts';
import { type RawClient, rawClient } from './raw-http.ts';
import { insertRows, makeTables } from './vector-rows.ts';

/**
 * The fake Celery for tests of pages, compared with the two servers that it stands for: recorded answers of Django, and
 * the answers of our server. A difference is an error of the fake.
 */

function sendable({ requests }: VectorCase): readonly RecordedRequest[] {
  return requests.filter(({ method, path }) => path.startsWith('/celery/') && isSendable(method, path));
}

/** The answers of a fake with the rows of a case to the requests of that case. @throws what {@link seed} throws */
async function answersOf(one: VectorCase, server: FakeServer): Promise<readonly FakeAnswer[]> {
  const fake = createFakeCelery();
  seed(fake, one);
  const { id_first: idFirst, append_slash: appendSlash } = one.server;
  const handlers = celeryHandlers(fake, { server, idFirst, appendSlash });
  return Promise.all(sendable(one).map(({ method, path }) => askFake(handlers, method, path)));
}

describe('the fake as Django', () => {
  it.each(FILES)(
    'answers %s as recorded, byte for byte, except for the cases that it does not imitate',
    async (name) => {
      let compared = 0;
      for (const one of casesOf(name)) {
        const complaint = await complaintAbout(one);
        assert.equal(complaint === undefined, !listed.has(one.name), `${one.name} ${complaint ?? 'is imitated'}`);
        compared += complaint === undefined ? sendable(one).length : 0;
      }
      expect(compared).toBeGreaterThan(90);
    },
  );

  it('names only recorded cases as not imitated, each once', () => {
    const all = FILES.flatMap(casesOf).map((one) => one.name);
    const named = NOT_IMITATED.flatMap(({ cases }) => cases);
    expect(named.filter((name) => !all.includes(name))).toEqual([]);
    expect(listed.size).toBe(named.length);
  });
});

async function complaintAbout(one: VectorCase): Promise<string | undefined> {
  let answers: readonly FakeAnswer[];
  try {
    answers = await answersOf(one, 'django');
  } catch (error) {
    return String(error);
  }
  for (const [index, { method, path, status, headers, body }] of sendable(one).entries()) {
    const names = Object.keys(headers);
    const expected = show(status, body, Object.values(headers));
    const answer = answers[index] ?? assert.fail();
    const got = show(
      answer.status,
      answer.body,
      names.map((header) => answer.headers.get(header)),
    );
    if (got !== expected) return `${method} ${path} (${names}):\n${got}\ninstead of\n${expected}`;
  }
  return undefined;
}

function show(status: number, body: string, headers: readonly (string | null)[]): string {
  return [status, ...headers, body].join('\n');
}

describe('the fake as our server', () => {
  const imitated = FILES.map((name) => ({ name, cases: imitatedOf(name) }));
  const servers = new Map<string, { readonly process: Listening; readonly client: RawClient }>();
  let database: TestDatabase | undefined;

  beforeAll(async () => {
    database = await testDatabaseOrSkip('sqlite');
    assert.isDefined(database);
    await makeTables(database, '2.6');
    const cases = imitated.flatMap((file) => file.cases);
    await insertRows(database, cases, '2.6');
    for (const flags of new Set(cases.map(flagsFor))) {
      const process = await startServer({ store: database.url, args: flags.split('\n') });
      servers.set(flags, { process, client: rawClient(process.url) });
    }
  });

  afterAll(async () => {
    for (const { process, client } of servers.values()) {
      client.close();
      await process.stop();
    }
    await database?.close();
  });

  it.each(imitated)('answers the requests of $name with the bytes of the server', async ({ cases }) => {
    let compared = 0;
    for (const one of cases) {
      const client = servers.get(flagsFor(one))?.client;
      const answers = await answersOf(one, 'celery-results');
      for (const [index, { method, path }] of sendable(one).entries()) {
        const real = (await client?.send(method, path)) ?? assert.fail();
        const { status, headers, body } = answers[index] ?? assert.fail();
        const names = Object.keys(real.headers).filter((header) => !OF_THE_CONNECTION.has(header));
        const seen = [status, body, ...names.map((header) => comparable(headers.get(header)))];
        const expected = [real.status, real.body, ...names.map((header) => comparable(String(real.headers[header])))];
        expect(seen, `${one.name}: ${method} ${path} (${names})`).toEqual(expected);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(90);
  });
});

/** Not an answer's own, or only of what goes over a wire. */
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
  // another one for every request
  'x-request-id',
]);

/** A header's value without its etag, which differs. Whether a stream is announced is the fake's own choice. */
function comparable(value: string | null): string | null {
  return value?.replace(/^".*"$/, '"…"').replace(/, <[^>]*>; rel="urn:celery-results:events"$/, '') ?? null;
}

/** The flags that make our server what the recording Django was. */
function flagsFor({ server }: VectorCase): string {
  const classes = fileURLToPath(new URL('shop-errors.ts', import.meta.url));
  const flags = ['--base-path', '/celery/', '--exception-classes', classes];
  if (!server.id_first) flags.push('--no-id-first-urls');
  if (!server.append_slash) flags.push('--no-append-slash');
  return flags.join('\n');
}
