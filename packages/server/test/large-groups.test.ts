import { ownRedisOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectEvents } from './event-client.ts';
import { createResultsFile } from './results-file.ts';
import { batchRequest } from './serve-app.ts';
import { groupResult } from './stores/django-rows.ts';
import { connectTestRedis } from './stores/redis-writer.ts';
import { startWatchedServer, type WatchedServer } from './watched-server.ts';

/** Groups of very many tasks. No other request waits for one of them. */

/** Milliseconds of CPU in one go. Groups that are worked in one go take three times as long. */
const MAX_STALL = 200;
const MEMBERS = 300_000;

const names = Array.from({ length: MEMBERS }, (_, at) => `m-${at}`);
const flat = groupResult('flat', names);
const nested = `[["nested", null], [${groupResult('inner', names)}, [["last", null], null]]]`;
const GROUPS = { flat, nested };

interface Stored {
  readonly url: string;
  close(): Promise<void>;
}

async function storeInFile(): Promise<Stored> {
  const results = await createResultsFile();
  for (const [id, result] of Object.entries(GROUPS)) results.group(id, result);
  return { url: results.url, close: () => results.remove() };
}

async function storeInRedis(): Promise<Stored | undefined> {
  const own = await ownRedisOrSkip();
  if (!own) return undefined;
  const redis = await connectTestRedis(own.url);
  for (const [id, result] of Object.entries(GROUPS))
    await redis.set(`celery-taskset-meta-${id}`, `{"result": ${result}}`);
  redis.destroy();
  return { url: own.url, close: () => own.stop() };
}

// other databases read the ids of a large group as SQLite does: hostile.test.ts
for (const [kind, store] of Object.entries({ sqlite: storeInFile, redis: storeInRedis })) {
  const stored = await store();
  describe.skipIf(stored === undefined)(`a group of very many tasks on ${kind}`, () => {
    if (stored) hold(stored);
  });
}

function hold(stored: Stored): void {
  let server: WatchedServer;

  beforeAll(async () => {
    server = await startWatchedServer(stored.url);
  });
  afterAll(async () => {
    await server?.stop();
    await stored.close();
  });

  async function ask(path: string, init: RequestInit = {}): Promise<string> {
    const answer = await fetch(`${server.url}${path}`, init);
    expect(answer.status).toBe(200);
    return answer.text();
  }

  /** A busy machine may stop the process; it does so rarely twice for the same request. */
  async function keepsNobodyWaiting<T>(work: () => Promise<T>): Promise<T> {
    let { outcome, stall } = await server.watch(work);
    if (stall >= MAX_STALL) ({ outcome, stall } = await server.watch(work));
    expect(stall, 'milliseconds of work in one go').toBeLessThan(MAX_STALL);
    return outcome;
  }

  it('does not block other requests while its states are answered', async () => {
    const text = await keepsNobodyWaiting(() => ask('group/status/flat/'));
    expect(text.split('"PENDING"').length).toBe(MEMBERS + 1);
    expect(text.endsWith('{"result": null, "status": "PENDING"}]}}')).toBe(true);
  });

  it('does not block other requests while done is answered', async () => {
    const text = await keepsNobodyWaiting(() => ask('group/done/flat/'));
    expect(text.endsWith(`{"id": "m-${MEMBERS - 1}", "executed": false}]}}`)).toBe(true);
    expect(await keepsNobodyWaiting(() => ask('group/done/nested/'))).toBe(
      '{"group": {"id": "nested", "results": ' +
        '[{"id": "inner", "executed": false}, {"id": "last", "executed": false}]}}',
    );
  });

  it('does not block other requests while a page of it is answered', async () => {
    const page = JSON.parse(await keepsNobodyWaiting(() => ask('v1/groups/flat/?limit=2&cursor=200000')));
    expect(page).toMatchObject({ total: MEMBERS, counts: { PENDING: MEMBERS } });
    expect(page.members).toMatchObject([{ id: 'm-200000' }, { id: 'm-200001' }]);
  });

  // one kind is enough: Redis takes a minute for as many keys on a busy machine, after which the server hangs up
  it.runIf(stored.url.startsWith('sqlite'))(
    'does not block other requests while a batch answers or compares it',
    async () => {
      const batch = (etag: string | null): Promise<string> =>
        ask('v1/status/', { method: 'POST', ...batchRequest({ groups: { flat: etag } }) });
      const { groups } = JSON.parse(await keepsNobodyWaiting(() => batch(null)));
      expect(groups.flat.counts).toEqual({ PENDING: MEMBERS });
      const again = await keepsNobodyWaiting(() => batch(groups.flat.etag));
      expect(JSON.parse(again)).toEqual({ tasks: {}, groups: {}, unchanged: ['flat'], errors: {} });
    },
  );

  it('does not block other requests while a stream refuses it for its size', async () => {
    await keepsNobodyWaiting(async () => {
      const client = await connectEvents(`${server.url}v1/events/?group=flat`);
      await client.event('problem', { id: 'flat' });
      client.abort();
    });
  });
}
