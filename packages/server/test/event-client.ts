import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, vi } from 'vitest';
import { parseEvents, type StreamEvent } from './parse-events.ts';

/** A client of a stream that collects what it receives. */
export interface EventClient {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** The text so far. */
  text(): string;
  /** The events so far. */
  events(): readonly StreamEvent[];
  /** Waits until an event has this name and data like this, and returns it. */
  event(name: string, data?: object): Promise<StreamEvent>;
  /** Calls this for each event, those that came already included. */
  onEvent(listener: (event: StreamEvent) => void): void;
  /** Waits until the server has ended the response; rejects when the connection was cut. */
  ended: Promise<void>;
  /** Reads nothing any more, until {@link resume}. */
  pause(): void;
  resume(): void;
  abort(): void;
}

interface StreamIds {
  readonly tasks?: Readonly<Record<string, string | null>>;
  readonly groups?: Readonly<Record<string, string | null>>;
}

/** Opens a stream by POST. */
export function openEvents(
  origin: string,
  ids: StreamIds,
  headers: Readonly<Record<string, string>> = {},
): Promise<EventClient> {
  const sent = { 'Content-Type': 'application/json', ...headers };
  return connectEvents(`${origin}/celery/v1/events/`, { method: 'POST', headers: sent }, JSON.stringify(ids));
}

interface ConnectOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A Unix socket, instead of the host of the URL. */
  readonly socketPath?: string;
}

export async function connectEvents(url: string, options: ConnectOptions = {}, body = ''): Promise<EventClient> {
  const outgoing = request(url, { agent: false, ...options }).end(body);
  const [incoming]: IncomingMessage[] = await once(outgoing, 'response');
  if (!incoming) throw new Error('no response');
  let received = '';
  let listener: ((event: StreamEvent) => void) | undefined;
  let heard = 0;
  const tell = (): void => {
    if (!listener) return;
    for (const event of events().slice(heard)) {
      heard += 1;
      listener(event);
    }
  };
  const ended = Promise.race([
    once(incoming, 'end').then(() => {}),
    once(incoming, 'close').then(() => {
      if (!incoming.complete) throw new Error('the connection was cut');
    }),
  ]);
  // a closed connection is an error for the caller that waits for the end
  ended.catch(() => {});
  incoming.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk;
    tell();
  });
  incoming.on('error', () => {});
  const events = (): readonly StreamEvent[] => parseEvents(received);
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    text: () => received,
    events,
    event: (name, data = {}) =>
      vi.waitFor(
        () => {
          const found = events().find((one) => one.event === name && isLike(JSON.parse(one.data), data));
          return found ?? expect.fail(`no event ${name} ${JSON.stringify(data)} in ${received.slice(-2_000)}`);
        },
        { timeout: 20_000 },
      ),
    onEvent: (given) => {
      listener = given;
      tell();
    },
    ended,
    pause: () => incoming.pause(),
    resume: () => incoming.resume(),
    abort: () => outgoing.destroy(),
  };
}

function isLike(value: Readonly<Record<string, unknown>>, like: object): boolean {
  return Object.entries(like).every(([key, part]) => JSON.stringify(value[key]) === JSON.stringify(part));
}
