import { type CeleryClient, createClient } from '@celery-results/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { configure, type RenderHookResult, renderHook } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import type { ReactNode } from 'react';
import { CeleryResultsProvider } from '../src/index.ts';

// a busy machine may need longer than the default of 1 s
configure({ asyncUtilTimeout: 20_000 });

export const BASE = 'http://django.test/celery/';

/** Short intervals for tests with real timers. */
export const POLL = { interval: 20, maxInterval: 40 };

interface ScriptedDjango {
  readonly server: ReturnType<typeof setupServer>;
  /** Paths of all requests so far. */
  readonly requests: string[];
  /** Sets the responses of a path, one per request. The last response repeats. */
  script(path: string, responders: readonly (() => Response)[]): void;
}

/** Creates an MSW server with scripted responses. */
export function createScriptedDjango(): ScriptedDjango {
  const server = setupServer();
  const requests: string[] = [];
  const script = (path: string, responders: readonly (() => Response)[]): void => {
    let index = 0;
    server.use(
      http.get(BASE + path, () => {
        requests.push(path);
        const respond = responders[Math.min(index, responders.length - 1)];
        index += 1;
        return respond?.() ?? HttpResponse.error();
      }),
    );
  };
  return { server, requests, script };
}

/** Responds with `{"task": …}`, like Django. */
export function task(id: string, status: string, result: unknown = null, exception: object = {}): () => Response {
  return () => HttpResponse.json({ task: { id, status, result, ...exception } });
}

interface RenderOptions<P> {
  readonly initialProps: P;
  readonly strict?: boolean;
  readonly queryClient?: QueryClient;
  readonly client?: CeleryClient;
}

/** Renders a hook below both providers. Default: a new client, and an empty cache. */
export function renderWithClient<T, P>(hook: (props: P) => T, options: RenderOptions<P>): RenderHookResult<T, P> {
  const client = options.client ?? createClient({ baseUrl: BASE, retry: 0 });
  const queryClient = options.queryClient ?? new QueryClient();
  const wrapper = ({ children }: { readonly children: ReactNode }): ReactNode => (
    <QueryClientProvider client={queryClient}>
      <CeleryResultsProvider client={client}>{children}</CeleryResultsProvider>
    </QueryClientProvider>
  );
  // React runs effects twice in a strict root only, so <StrictMode> in the wrapper would have no effect
  return renderHook(hook, { initialProps: options.initialProps, wrapper, reactStrictMode: options.strict ?? false });
}

/** Renders a hook, and records each different value, since polls are too fast to wait for. */
export function renderRecorded<T>(
  hook: () => T,
  pick: (result: T) => unknown,
): RenderHookResult<T, null> & { readonly recorded: unknown[] } {
  const recorded: unknown[] = [];
  const rendered = renderWithClient<T, null>(
    () => {
      const result = hook();
      const value = pick(result);
      if (recorded.length === 0 || recorded.at(-1) !== value) recorded.push(value);
      return result;
    },
    { initialProps: null },
  );
  return { recorded, ...rendered };
}
