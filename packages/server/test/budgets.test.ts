import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { type Listening, startServer, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../src/index.ts';
import { createLargeWriter, type LargeWriter } from './large-writer.ts';
import { batchRequest } from './serve-app.ts';
import { insertGroup, insertTask } from './stores/django-rows.ts';

/** A server with the heap that Node gives a process in a container of 512 MB. */
const HEAP_MB = 256;
const KB = 1_000;

const LARGE = 400;
const MEMBERS = 1_000;
const SLOW_READERS = 505;
const STREAM_GROUPS = Array.from({ length: 8 }, (_, index) => `streamed-${index}`);
const SILENT_POSTS = 520;

for (const kind of ['sqlite', 'postgres', 'mariadb'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(database === undefined)(`a server with little memory on ${kind}`, () => {
    if (database !== undefined) hold(database);
  });
}

function hold(database: TestDatabase): void {
  let write: LargeWriter;
  let server: Listening;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    await migrate(database.url);
    write = await createLargeWriter(database);
    await insertTask(write, { id: 'small', result: '1' });
    await insertTask(write, { id: 'nine', result: `"${'x'.repeat(9_000 * KB)}"` });
    await copies('large', { count: LARGE, chars: 500 * KB });
    await copies('member', { count: MEMBERS, chars: 100 * KB });
    const members = Array.from({ length: MEMBERS }, (_, index) => `[["member-${index}", null], null]`);
    const larges = Array.from({ length: LARGE }, (_, index) => `[["large-${index}", null], null]`);
    await insertGroup(write, { id: 'wide', result: `[["wide", null], [${[...larges, ...members].join(', ')}]]` });
    for (const id of ['group', ...STREAM_GROUPS])
      await insertGroup(write, { id, result: `[["${id}", null], [${members.join(', ')}]]` });
  }, 300_000);
  afterAll(async () => {
    await write?.close();
    if (write !== database) await database.close();
  });

  beforeEach(async () => {
    server = await startServer({
      store: database.url,
      args: ['--database-timeout', '20000', '--max-loop-delay', '60000'],
      env: { NODE_OPTIONS: `--max-old-space-size=${HEAP_MB}` },
    });
  });
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await server.stop();
  });

  /** Stores one row for each number below `count`. */
  async function copies(name: string, { count, chars }: { count: number; chars: number }): Promise<void> {
    const result = `"${'y'.repeat(chars)}"`;
    for (let index = 0; index < count; index += 1) await insertTask(write, { id: `${name}-${index}`, result });
  }

  const read = async (path: string): Promise<Response> => fetch(`${server.url}${path}`);
  const isWell = async (): Promise<void> => {
    const { status } = await read('task/status/small/');
    expect(status).toBe(200);
  };

  it('leaves out the rest of a batch whose results are too large together', async () => {
    const tasks = Object.fromEntries(Array.from({ length: LARGE }, (_, index) => [`large-${index}`, null]));
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => fetch(`${server.url}v1/status/`, { method: 'POST', ...batchRequest({ tasks }) })),
    );
    const bodies: unknown[] = [];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      bodies.push(await answer.json());
    }
    for (const body of bodies as { tasks: Record<string, { resultOmitted?: true; status: string }> }[]) {
      const entries = Object.values(body.tasks);
      expect(entries).toHaveLength(LARGE);
      expect(entries.every(({ status }) => status === 'SUCCESS')).toBe(true);
      const omitted = entries.filter(({ resultOmitted }) => resultOmitted);
      // 16 MiB hold 33 of them
      expect(omitted.length).toBeGreaterThanOrEqual(LARGE - 33);
      expect(omitted.length).toBeLessThan(LARGE);
      expect(body.tasks['large-0']).not.toHaveProperty('resultOmitted');
    }
    await isWell();
  });

  it('answers whether large groups are done without holding their results', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => read('group/done/group/')));
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      const { group } = (await answer.json()) as { group: { results: { executed: boolean }[] } };
      expect(group.results).toHaveLength(MEMBERS);
      expect(group.results.every(({ executed }) => executed)).toBe(true);
    }
    await isWell();
  });

  it('refuses a group whose results do not fit, and goes on', async () => {
    const answer = await read('group/status/wide/');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await answer.json()).toMatchObject({ type: 'urn:celery-results:problem:overloaded' });
    await isWell();
  });

  it('answers others while hundreds of clients do not read a large answer', async () => {
    await Promise.all(
      Array.from({ length: SLOW_READERS }, async () => {
        const socket = await opened();
        socket.write('GET /celery/task/status/nine/ HTTP/1.1\r\nHost: localhost\r\n\r\n');
        await once(socket, 'readable');
      }),
    );
    for (let time = 0; time < 50; time += 1) await isWell();
    expect(await residentBytes(server.pid)).toBeLessThan(HEAP_MB * 3 * 1024 * 1024);
  });

  it('answers others while hundreds of clients do not send their bodies', async () => {
    await Promise.all(
      Array.from({ length: SILENT_POSTS }, async () => {
        const socket = await opened();
        const head = 'POST /celery/v1/status/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';
        socket.write(`${head}Content-Length: 1000\r\n\r\n`);
      }),
    );
    for (let time = 0; time < 50; time += 1) await isWell();
    // every silent client receives an answer in the end
    const [late] = sockets;
    let answer = '';
    for await (const part of late?.setEncoding('latin1') ?? []) answer += part;
    expect(answer).toContain('HTTP/1.1 408 Request Timeout');
    expect(answer).toContain('urn:celery-results:problem:request-timeout');
  });

  it('answers others while clients read streams of large groups and tasks slowly', async () => {
    const large = Array.from({ length: 100 }, (_, index) => `task=large-${index}`).join('&');
    const queries = [...STREAM_GROUPS.map((id) => `group=${id}`), large, large];
    await Promise.all(
      queries.map(async (query) => {
        const socket = await opened();
        socket.write(`GET /celery/v1/events/?${query} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
        await once(socket, 'readable');
      }),
    );
    for (let time = 0; time < 50; time += 1) await isWell();
    expect(await residentBytes(server.pid)).toBeLessThan(HEAP_MB * 3 * 1024 * 1024);
  });

  async function opened(): Promise<Socket> {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
