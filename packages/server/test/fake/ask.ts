import { getResponse, type RequestHandler } from 'msw';

/** An answer, in what a client sees of it. */
export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const ORIGIN = 'http://fake.test';

/** Asks MSW handlers. @throws Error where none is responsible */
export async function askFake(handlers: RequestHandler[], method: string, path: string): Promise<Seen> {
  const response = await getResponse(handlers, new Request(ORIGIN + path, { method }));
  if (!response) throw new Error(`no handler takes ${method} ${path}`);
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** Whether `fetch` would send this path as it is: URLs are tidied of dots, and some methods are refused. */
export function isSendable(method: string, path: string): boolean {
  const { pathname, search } = new URL(ORIGIN + path);
  return pathname + search === path && method !== 'TRACE';
}
