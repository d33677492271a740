import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createClient, type GroupStatus, type TaskStatus } from '../index.ts';
import { EVENTS_REL } from '../protocol/v1.ts';

/** Tests a task or group without a row, with a stream that sends no event about it. */

const START = 1_800_000_000_000;
const HEARTBEAT = ': heartbeat\n\n';
const headers = { link: `</celery/v1/events/>; rel="${EVENTS_REL}"` };
let requests: string[];
let stream: ReadableStreamDefaultController<Uint8Array>;

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  requests = [];
});
afterEach(() => void vi.useRealTimers());

/** Sends the snapshot of a stream, which is empty, and a heartbeat every 15 s. */
const events = () =>
  new ReadableStream<Uint8Array>({
    start: (controller) => {
      stream = controller;
      send('event: snapshot-end\ndata: {}\n\n');
      setInterval(() => send(HEARTBEAT), 15_000);
    },
  });
const send = (text: string): void => stream.enqueue(new TextEncoder().encode(text));

const fetchStatus = async (request: RequestInfo | URL): Promise<Response> => {
  const { pathname } = new URL((request as Request).url);
  requests.push(pathname);
  if (pathname.includes('events')) return new Response(events(), { headers });
  if (pathname.includes('group')) return Response.json({ group: { id: 'g', results: [] } }, { headers });
  return Response.json({ task: { id: 't', status: 'PENDING', result: null } }, { headers });
};
const create = () => createClient({ baseUrl: 'http://ours.test/celery/', fetch: fetchStatus, unknownAfter: 40_000 });

/** Advances the time, and waits for chunks to load. */
async function pass(ms: number): Promise<void> {
  await vi.dynamicImportSettled();
  await vi.advanceTimersByTimeAsync(ms);
  await vi.dynamicImportSettled();
}

it('a task and a group become unknown for their followers after unknownAfter, without a request', async () => {
  const client = create();
  const seen: unknown[] = [];
  const onStatus = ({ id, phase }: TaskStatus | GroupStatus) => seen.push([id, phase, Date.now() - START]);
  await Promise.all([client.taskStatus('t'), client.groupStatus('g')]);
  const stops = [client.followTask('t', { onStatus }), client.followGroup('g', { onStatus })];
  await pass(200);
  await pass(1_000);
  expect([client.connection.state, seen]).toEqual(['live', []]);
  const before = requests.length;
  await pass(120_000);
  expect(seen).toEqual([
    ['t', 'unknown', 40_000],
    ['g', 'unknown', 40_000],
  ]);
  expect(requests).toHaveLength(before);
  for (const stop of stops) stop();
});

it('a task becomes unknown in a watch after unknownAfter, and is running when the server pushes this', async () => {
  const seen: unknown[] = [];
  const watching = (async () => {
    for await (const { phase } of create().watchTask('t')) {
      seen.push([phase, Date.now() - START]);
      if (phase === 'running') return;
    }
  })();
  await pass(200);
  await pass(1_000);
  await pass(50_000);
  expect(seen).toEqual([
    ['pending', 0],
    ['unknown', 40_000],
  ]);
  send(
    `event: task\ndata: ${JSON.stringify({ id: 't', status: 'STARTED', result: null, known: true, etag: 'e' })}\n\n`,
  );
  await pass(0);
  await watching;
  expect(seen).toHaveLength(3);
});
