import type { HttpHandler } from 'msw';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { type CeleryClient, createClient } from '../src/index.ts';
import { celeryHandlers, createFakeCelery, type FakeCelery, type FakeServer } from '../src/msw/index.ts';

/** A fake Celery on the network, behind one of the two servers. */
export interface FakeSite {
  readonly fake: FakeCelery;
  /** Creates a client with an empty cache, so that it also reads final tasks. */
  connect(): CeleryClient;
  /** Sends a request to a path below the base URL, and follows no redirect. */
  request(path: string, init?: RequestInit): Promise<Response>;
}

/** Serves a fake of each server for one test file, each at its own origin. */
export function useFakeServers(): { readonly django: FakeSite; readonly ours: FakeSite } {
  const django = createSite('django', 'http://django.test/celery/');
  const ours = createSite('celery-results', 'http://ours.test/celery/');
  // both fakes share one MSW server: with two, only the last one that listens gets requests
  const network = setupServer(...django.handlers, ...ours.handlers);
  beforeAll(() => network.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => {
    django.fake.reset();
    ours.fake.reset();
  });
  afterAll(() => network.close());
  return { django, ours };
}

function createSite(server: FakeServer, baseUrl: string): FakeSite & { readonly handlers: readonly HttpHandler[] } {
  const fake = createFakeCelery();
  return {
    fake,
    handlers: celeryHandlers(fake, { baseUrl, server }),
    connect: () => createClient({ baseUrl, retry: 0 }),
    request: (path, init) => fetch(baseUrl + path, { redirect: 'manual', ...init }),
  };
}
