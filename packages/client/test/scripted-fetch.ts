/** One answer of a scripted fetch; a promise that never settles is a request that hangs. */
export type Scripted = () => Response | Promise<Response>;

/** A `fetch` that answers from a script and obeys its signal, for tests in which fake timers alone decide what happens when. */
export interface ScriptedFetch {
  readonly fetch: typeof globalThis.fetch;
  /** When each request was made, by the clock. */
  readonly asked: number[];
  /** Each request takes the next answer; the last one stays. */
  script(...answers: readonly Scripted[]): void;
}

export function scriptedFetch(): ScriptedFetch {
  const asked: number[] = [];
  let answers: readonly Scripted[] = [];
  let at = 0;
  return {
    asked,
    script: (...next) => {
      answers = next;
      at = 0;
    },
    fetch: (input) => {
      asked.push(Date.now());
      const answer = answers[Math.min(at, answers.length - 1)] ?? (() => Response.error());
      at += 1;
      const { signal } = input as Request;
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
        // a fetch answers no sooner than its promise is there
        Promise.resolve().then(answer).then(resolve, reject);
      });
    },
  };
}

export const task =
  (status: string, result: unknown = null, more: object = {}): Scripted =>
  () =>
    Response.json({ task: { id: 't', status, result, ...more } });
export const failure = (status = 'FAILURE'): Scripted =>
  task(status, "ValueError('no')", { exc: 'builtins.ValueError', traceback: 'tb' });
export const code =
  (status: number): Scripted =>
  () =>
    new Response('', { status });
export const offline: Scripted = () => Promise.reject(new TypeError('Failed to fetch'));
export const hanging: Scripted = () => new Promise(() => {});
