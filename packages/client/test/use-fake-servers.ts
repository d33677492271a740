import type { HttpHandler } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type CeleryClient, createClient } from '../src/index.ts';
import { celeryHandlers, createFakeCelery, type FakeCelery, type FakeServer } from '../src/msw/index.ts';

/** One of the servers that the fake plays. */
export interface Played {
  readonly fake: FakeCelery;
  /** A client of it that remembers nothing: final states are not asked for again. */
  connect(): CeleryClient;
  /** A plain request, below the base URL; redirects are not followed. */
  ask(path: string, init?: RequestInit): Promise<Response>;
}

/** Puts a fake of each server on the network for one test file, under an origin of its own. */
export function useFakeServers(): { readonly django: Played; readonly ours: Played } {
  const django = play('django', 'http://django.test/celery/');
  const ours = play('celery-results', 'http://ours.test/celery/');
  // one for both: of two, the one that listens last is asked alone
  const network = setupServer(...django.handlers, ...ours.handlers);
  beforeAll(() => network.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => {
    django.fake.reset();
    ours.fake.reset();
  });
  afterAll(() => network.close());
  return { django, ours };
}

function play(server: FakeServer, baseUrl: string): Played & { readonly handlers: readonly HttpHandler[] } {
  const fake = createFakeCelery();
  return {
    fake,
    handlers: celeryHandlers(fake, { baseUrl, server }),
    connect: () => createClient({ baseUrl, retry: 0 }),
    ask: (path, init) => fetch(baseUrl + path, { redirect: 'manual', ...init }),
  };
}
