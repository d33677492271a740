import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';

export const BASE = 'http://django.test/celery/';

/** One answer to a request. */
export type Answer = (request: Request) => Response | Promise<Response>;

/** A server that answers from scripts, and what was asked of it. */
export interface FakeServer {
  /** Each request of the path takes the next answer; the last one stays. */
  script(path: string, ...answers: readonly Answer[]): void;
  /** Requests so far, as paths below the base. */
  readonly asked: string[];
  readonly requests: Request[];
}

/** Starts the fake for one test file. A request that no script expects fails the test. */
export function useFakeServer(): FakeServer {
  const server = setupServer();
  const asked: string[] = [];
  const requests: Request[] = [];
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => {
    server.resetHandlers();
    asked.length = 0;
    requests.length = 0;
  });
  afterAll(() => server.close());
  return {
    asked,
    requests,
    script: (path, ...answers) => {
      let at = 0;
      server.use(
        http.all(BASE + path, ({ request }) => {
          asked.push(path);
          requests.push(request.clone());
          const answer = answers[Math.min(at, answers.length - 1)];
          at += 1;
          return answer ? answer(request) : HttpResponse.error();
        }),
      );
    },
  };
}

export const json =
  (body: object, headers: Record<string, string> = {}): Answer =>
  () =>
    HttpResponse.json(body as never, { headers });
export const text =
  (body: string, init: ResponseInit = {}): Answer =>
  () =>
    new HttpResponse(body, init);
export const status = (code: number, headers: Record<string, string> = {}): Answer =>
  text('', { status: code, headers });
/** Django's page for a view that raised. */
export const SERVER_ERROR: Answer = text('<h1>Server Error (500)</h1>', {
  status: 500,
  headers: { 'content-type': 'text/html' },
});
