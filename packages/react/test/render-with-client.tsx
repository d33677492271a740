import { type CeleryClient, createClient } from '@celery-results/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { configure, type RenderHookResult, renderHook } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import type { ReactNode } from 'react';
import { CeleryResultsProvider } from '../src/index.ts';

// a busy machine may take its time
configure({ asyncUtilTimeout: 10_000 });

export const BASE = 'http://django.test/celery/';

/** Fast enough for a test, with the same rules. */
export const POLL = { interval: 20, maxInterval: 40 };

interface FakeDjango {
  readonly server: ReturnType<typeof setupServer>;
  readonly requests: string[];
  script(path: string, answers: readonly (() => Response)[]): void;
}

/** Answers task and group reads from a script: each request takes the next answer, the last one stays. */
export function fakeDjango(): FakeDjango {
  const server = setupServer();
  const requests: string[] = [];
  const script = (path: string, answers: readonly (() => Response)[]): void => {
    let at = 0;
    server.use(
      http.get(BASE + path, () => {
        requests.push(path);
        const answer = answers[Math.min(at, answers.length - 1)];
        at += 1;
        return answer?.() ?? HttpResponse.error();
      }),
    );
  };
  return { server, requests, script };
}

/** `{"task": …}` as Django answers it. */
export function task(id: string, status: string, result: unknown = null, failure: object = {}): () => Response {
  return () => HttpResponse.json({ task: { id, status, result, ...failure } });
}

interface RenderOptions<P> {
  readonly initialProps: P;
  readonly strict?: boolean;
  readonly queryClient?: QueryClient;
  readonly client?: CeleryClient;
}

/** Renders a hook under a provider of its own cache. */
export function renderWithClient<T, P>(hook: (props: P) => T, options: RenderOptions<P>): RenderHookResult<T, P> {
  const client = options.client ?? createClient({ baseUrl: BASE, retry: 0 });
  const queryClient = options.queryClient ?? new QueryClient();
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode => (
    <QueryClientProvider client={queryClient}>
      <CeleryResultsProvider client={client}>{children}</CeleryResultsProvider>
    </QueryClientProvider>
  );
  // a <StrictMode> inside the wrapper would change nothing: React rehearses effects only where the root is strict
  return renderHook(hook, { initialProps: options.initialProps, wrapper, reactStrictMode: options.strict ?? false });
}

/** Renders a hook and keeps every different value that a render saw: polls are too fast to wait for each. */
export function renderRecorded<T>(
  hook: () => T,
  pick: (result: T) => unknown,
): RenderHookResult<T, null> & { readonly seen: unknown[] } {
  const seen: unknown[] = [];
  const rendered = renderWithClient<T, null>(
    () => {
      const result = hook();
      const value = pick(result);
      if (seen.length === 0 || seen.at(-1) !== value) seen.push(value);
      return result;
    },
    { initialProps: null },
  );
  return { seen, ...rendered };
}
