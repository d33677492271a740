import { isValidId } from '../protocol/routes.ts';
import { groupItem, taskItem } from './batch.ts';
import { type FakeState, Poll } from './fake-state.ts';
import type { ParsedBatchRequest } from './parse-batch-request.ts';
import { problemBody, problemResponse } from './problem.ts';
import { pythonJson } from './python-json.ts';
import type { PythonValue } from './python-value.ts';
import type { FakeResponse } from './response.ts';

/** Headers of a stream of events, as `@celery-results/server` sends them. */
const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  'Transfer-Encoding': 'chunked',
};

/** A task or a group of the stream, with the client's etag. */
interface Watched {
  readonly kind: 'task' | 'group';
  readonly id: string;
  etag: string | null;
}

/**
 * Creates the response to a request for events: the states that the client does not have, `snapshot-end`, and each
 * later change. The stream checks for changes every `intervalMs`, which counts as one poll of each task.
 */
export function eventsResponse(state: FakeState, request: ParsedBatchRequest, intervalMs: number): FakeResponse {
  const { tasks, groups, problem } = request;
  if (problem) return problemResponse(problem);
  const watched: readonly Watched[] = [
    ...tasks.map(([id, etag]) => ({ kind: 'task' as const, id, etag })),
    ...groups.map(([id, etag]) => ({ kind: 'group' as const, id, etag })),
  ];
  return { status: 200, headers: HEADERS, body: createStream(state, watched, intervalMs) };
}

function createStream(state: FakeState, watched: readonly Watched[], intervalMs: number): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const valid = watched.filter(({ id }) => isValidId(id));
  let end = (): void => {};
  return new ReadableStream({
    start: (controller) => {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      send('retry: 1000\n\n');
      for (const { id } of watched)
        if (!isValidId(id)) send(event('problem', { id, problem: problemBody({ name: 'invalid-id' }) }));
      send(changes(state, valid) + event('snapshot-end', {}));
      const timer = setInterval(() => {
        const text = changes(state, valid);
        if (text) send(text);
      }, intervalMs);
      end = state.addStream(() => {
        clearInterval(timer);
        controller.close();
      });
    },
    cancel: () => end(),
  });
}

/** Returns the events of the states that the client does not have. */
function changes(state: FakeState, watched: readonly Watched[]): string {
  const poll = new Poll(state);
  let text = '';
  for (const entry of watched) {
    const item = entry.kind === 'task' ? taskItem(poll, entry.id) : groupItem(poll, entry.id);
    if (item.etag !== entry.etag) text += event(entry.kind, item, item.etag);
    entry.etag = item.etag;
  }
  return text;
}

function event(name: string, data: PythonValue, id?: string): string {
  return `event: ${name}\n${id ? `id: ${id}\n` : ''}data: ${pythonJson(data, { strict: true })}\n\n`;
}
