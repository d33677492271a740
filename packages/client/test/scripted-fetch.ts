/** Creates the response to one request. A promise that never settles is a request that hangs. */
export type FetchResponder = () => Response | Promise<Response>;

/** A `fetch` with scripted responses, which respects its signal. It uses no network, so fake timers control it. */
export interface ScriptedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** Time of each request, in milliseconds since 1970. */
  readonly requestTimes: number[];
  /** Sets the responses, one per request. The last response repeats. */
  script(...responders: readonly FetchResponder[]): void;
}

export function scriptedFetch(): ScriptedFetch {
  const requestTimes: number[] = [];
  let responders: readonly FetchResponder[] = [];
  let index = 0;
  return {
    requestTimes,
    script: (...next) => {
      responders = next;
      index = 0;
    },
    fetch: (input) => {
      requestTimes.push(Date.now());
      const respond = responders[Math.min(index, responders.length - 1)] ?? (() => Response.error());
      index += 1;
      const { signal } = input as Request;
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        // a real fetch responds after it has returned its promise
        Promise.resolve().then(respond).then(resolve, reject);
      });
    },
  };
}

export const task =
  (status: string, result: unknown = null, fields: object = {}): FetchResponder =>
  () =>
    Response.json({ task: { id: 't', status, result, ...fields } });
export const failedTask = (status = 'FAILURE'): FetchResponder =>
  task(status, "ValueError('no')", { exc: 'builtins.ValueError', traceback: 'tb' });
export const code =
  (status: number): FetchResponder =>
  () =>
    new Response('', { status });
export const offline: FetchResponder = () => Promise.reject(new TypeError('Failed to fetch'));
export const hanging: FetchResponder = () => new Promise(() => {});
