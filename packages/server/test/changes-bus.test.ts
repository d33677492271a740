import { type Listening, startServer } from '@celery-results/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ChangesBus, openChangesBus } from '../src/changes/bus/changes-bus.ts';
import { createChangePoller } from '../src/stores/poll-changes.ts';
import type { ResultStore } from '../src/stores/store.ts';
import { BUS_SERVERS, type BusServer } from './bus-servers.ts';
import { type EventClient, openEvents } from './event-client.ts';
import { createResultsFile, type ResultsFile } from './results-file.ts';

/** Servers that share their looks for changes, over a Redis and over a PostgreSQL of their own. */

const given = await Promise.all(BUS_SERVERS.map(async ({ name, start }) => ({ name, found: await start() })));
afterAll(() => Promise.all(given.map(({ found }) => found?.close())));
const INTERVAL_MS = 200;
const LATE = { timeout: 30_000 };

describe.each(given)('the changes bus over $name', ({ name: kind, found }) => {
  if (!found) return;
  const server: BusServer = found;
  const versions = new Map<string, string>();
  const buses: ChangesBus[] = [];
  /** Whose storage was read, in order. */
  const readers: Member[] = [];
  let names = 0;
  afterEach(async () => {
    for (const bus of buses.splice(0)) await bus.close();
  });

  interface Member {
    readonly bus: ChangesBus;
    /** The ids of each report. */
    readonly reported: string[][];
    readonly warnings: string[];
    /** Reads of its storage since the last call. */
    reads(): number;
    set(...ids: string[]): void;
  }

  function join(name: string): Member {
    let reads = 0;
    const results: ResultStore = {
      tasks: async () => new Map(),
      groups: async () => new Map(),
      versions: async (ids) => {
        reads += 1;
        readers.push(member);
        return new Map(ids.flatMap((id) => [versions.get(id)].flatMap((one) => (one ? [[id, one] as const] : []))));
      },
    };
    const reported: string[][] = [];
    const warnings: string[] = [];
    const source = createChangePoller(results, { interval: INTERVAL_MS });
    const bus = openChangesBus({ url: server.url, name, source, warn: (message) => warnings.push(message) });
    buses.push(bus);
    const watch = bus.watch(({ tasks }) => reported.push([...tasks]));
    const member: Member = {
      bus,
      reported,
      warnings,
      reads: () => {
        const count = reads;
        reads = 0;
        return count;
      },
      set: (...ids) => watch.set({ tasks: new Set(ids), groups: new Set() }),
    };
    return member;
  }

  /** Four members that watch the ids a to d, once all are attached. */
  async function four(): Promise<readonly Member[]> {
    names += 1;
    for (const id of 'abcd') versions.set(id, '1');
    const members = Array.from({ length: 4 }, () => join(`${kind}-${names}`));
    for (const [at, member] of members.entries()) member.set('a', 'abcd'[at] ?? '');
    await vi.waitFor(
      () => {
        for (const [at, { reported }] of members.entries())
          expect(new Set(reported.flat())).toEqual(new Set(['a', 'abcd'[at]]));
      },
      { timeout: 20_000 },
    );
    return members;
  }

  /** Waits for so many further reads, and returns who has read. */
  async function nextReads(count: number): Promise<readonly Member[]> {
    const from = readers.length;
    await vi.waitFor(() => expect(readers.length).toBeGreaterThanOrEqual(from + count), LATE);
    return readers.slice(from, from + count);
  }

  /** Settles when one of them looks for changes, and the others do not. */
  const oneReads = (members: readonly Member[]): Promise<void> =>
    vi.waitFor(async () => {
      const [first, ...others] = new Set(await nextReads(4));
      expect(others).toEqual([]);
      expect(members).toContain(first);
    }, LATE);

  const change = async (id: string, of: readonly Member[]): Promise<void> => {
    for (const { reported } of of) reported.length = 0;
    versions.set(id, `${Math.random()}`);
    await vi.waitFor(() => {
      for (const { reported } of of) expect(reported.flat()).toContain(id);
    }, LATE);
  };

  it('lets one of four servers read, as often as one alone would', async () => {
    const members = await four();
    await oneReads(members);
    const start = performance.now();
    const reads = await nextReads(10);
    expect(new Set(reads).size).toBe(1);
    expect(reads.length).toBeLessThanOrEqual((performance.now() - start) / INTERVAL_MS + 1);
    // what only one of them watches is reported to that one
    await change('d', members.slice(3));
    expect(members[0]?.reported.flat()).not.toContain('d');
  });

  it('confirms an id that another server has watched for long', async () => {
    const [first, second] = await four();
    if (!first || !second) expect.fail('four');
    second.reported.length = 0;
    second.set('a', 'b', 'd');
    await vi.waitFor(() => expect(second.reported.flat()).toContain('d'), LATE);
  });

  it('reports a task whose id a worker publishes', async () => {
    const members = await four();
    for (const { reported } of members) reported.length = 0;
    await server.publish('celery-results:changed', 'b');
    await vi.waitFor(() => expect(members[1]?.reported).toContainEqual(['b']), LATE);
    for (const at of [0, 2, 3]) expect(members[at]?.reported.flat()).not.toContain('b');
  });

  it('has another leader when the first one goes, and nothing is lost', async () => {
    const members = [...(await four())];
    for (const member of members) member.reads();
    await vi.waitFor(() => expect(members.some((member) => member.reads() > 0)).toBe(true), LATE);
    for (let rest = 4; rest > 1; rest -= 1) {
      for (const member of members) member.reads();
      const leader = await vi.waitFor(
        () => members.findIndex((member) => member.reads() > 0) + 1 || expect.fail('nobody reads'),
        LATE,
      );
      const [gone] = members.splice(leader - 1, 1);
      await gone?.bus.close();
      await change('a', members);
    }
  });

  it('is not waited for while its server is away or silent', async () => {
    const members = await four();
    await server.stop();
    const start = performance.now();
    await change('a', members);
    expect(performance.now() - start).toBeLessThan(10_000);
    // a busy machine may find the bus away a second time
    for (const { warnings } of members) expect(new Set(warnings).size).toBeGreaterThan(0);
    await server.start();
    await oneReads(members);
    const thaw = await server.freeze();
    await change('a', members);
    thaw();
    await change('a', members);
  });
});

describe.each(given)('four servers on one bus over $name', ({ found }) => {
  if (!found) return;
  let results: ResultsFile;
  let servers: readonly Listening[];
  const clients: EventClient[] = [];
  beforeAll(async () => {
    results = await createResultsFile();
    const args = ['--changes-bus', found.url, '--poll-interval', '200', '--log-level', 'warn'];
    servers = await Promise.all(Array.from({ length: 4 }, () => startServer({ store: results.url, args })));
  });
  afterAll(async () => {
    for (const client of clients) client.abort();
    for (const server of servers) await server.stop();
    await results.remove();
  });

  it('lose no final state while three of them are killed', async () => {
    const ids = Array.from({ length: 200 }, (_, at) => `t${at}`);
    for (const id of ids) results.task(id, { status: 'STARTED' });
    const tasks = Object.fromEntries(ids.map((id) => [id, null]));
    for (const { url } of servers) {
      const client = await openEvents(new URL(url).origin, { tasks });
      clients.push(client);
      await client.event('snapshot-end');
    }
    for (const [at, id] of ids.entries()) {
      results.setState(id, 'SUCCESS');
      // the leader is among the killed ones: it is one of the four, and the last one takes over
      if (at % 50 === 25 && at < 150) process.kill(servers[Math.floor(at / 50)]?.pid ?? 0, 'SIGKILL');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const last = clients.at(-1) ?? expect.fail('no client');
    await vi.waitFor(() => {
      const states = new Map(
        last
          .events()
          .filter(({ event }) => event === 'task')
          .map(({ data }) => JSON.parse(data))
          .map(({ id, status }) => [id, status]),
      );
      expect(ids.filter((id) => states.get(id) !== 'SUCCESS')).toEqual([]);
    }, LATE);
  });
});
