import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';

export const BASE = 'http://django.test/celery/';

/** Creates the response to one request. */
export type Responder = (request: Request) => Response | Promise<Response>;

/** A server that sends scripted responses, and records its requests. */
export interface ScriptedServer {
  /** Sets the responses of a path, one per request. The last response repeats. */
  script(path: string, ...responders: readonly Responder[]): void;
  /** Paths of all requests so far, below the base URL. */
  readonly paths: string[];
  readonly requests: Request[];
  /** Number of requests of a path so far. */
  count(path: string): number;
}

/** Starts the server for one test file. A request to a path without a script fails the test. */
export function useScriptedServer(): ScriptedServer {
  const server = setupServer();
  const paths: string[] = [];
  const requests: Request[] = [];
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => {
    server.resetHandlers();
    paths.length = 0;
    requests.length = 0;
  });
  afterAll(() => server.close());
  return {
    paths,
    requests,
    count: (path) => paths.filter((requested) => requested === path).length,
    script: (path, ...responders) => {
      let index = 0;
      server.use(
        http.all(BASE + path, ({ request }) => {
          paths.push(path);
          requests.push(request.clone());
          const respond = responders[Math.min(index, responders.length - 1)];
          index += 1;
          return respond ? respond(request) : HttpResponse.error();
        }),
      );
    },
  };
}

export const json =
  (body: object, headers: Record<string, string> = {}): Responder =>
  () =>
    HttpResponse.json(body as never, { headers });
export const text =
  (body: string, init: ResponseInit = {}): Responder =>
  () =>
    new HttpResponse(body, init);
export const status = (code: number, headers: Record<string, string> = {}): Responder =>
  text('', { status: code, headers });
/** Django's page for a view that raised an exception. */
export const SERVER_ERROR: Responder = text('<h1>Server Error (500)</h1>', {
  status: 500,
  headers: { 'content-type': 'text/html' },
});
