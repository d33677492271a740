import { getResponse, type RequestHandler } from 'msw';

/** An answer of the fake. */
export interface FakeAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

const ORIGIN = 'http://fake.test';

/** Sends a request to MSW handlers. @throws Error where none of them matches */
export async function askFake(handlers: RequestHandler[], method: string, path: string): Promise<FakeAnswer> {
  const response = await getResponse(handlers, new Request(ORIGIN + path, { method }));
  if (!response) throw new Error(`no handler matches ${method} ${path}`);
  return { status: response.status, headers: response.headers, body: await response.text() };
}

/** Whether `fetch` sends this path unchanged. It removes dots, and refuses some methods. */
export function isSendable(method: string, path: string): boolean {
  const { pathname, search } = new URL(ORIGIN + path);
  return pathname + search === path && method !== 'TRACE';
}
