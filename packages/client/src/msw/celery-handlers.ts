import { type HttpHandler, HttpResponse, http } from 'msw';
import { EVENTS_PATH, EVENTS_REL, V1_REL } from '../protocol/v1.ts';
import { type Base, parseBaseUrl, pathBelow } from './base-url.ts';
import { failureResponse, LOGIN_PAGE, LOGIN_PATH } from './failure-response.ts';
import { type FakeCelery, getState } from './fake-celery.ts';
import type { FakeRequest } from './fake-state.ts';
import { createResponder, eventIntervalOf, type FakeServerOptions, type ParsedRequest } from './respond.ts';
import { type FakeResponse, htmlResponse } from './response.ts';
import type { FakeServer } from './views.ts';

/** Routes that only our server has. Its other responses announce them. */
const OWN_ROUTES: readonly FakeRequest['route'][] = ['batch', 'events'];

/** Options of {@link celeryHandlers}. */
export interface HandlerOptions {
  /** The client's base URL: a path on every origin, or an absolute URL. Default `/celery/`. Adds a final slash. */
  readonly baseUrl?: string | URL | undefined;
  /**
   * The server that the handlers imitate. `django`, the default, answers 500 for a group with a failed task, as Django
   * does. `celery-results` imitates `@celery-results/server`: it answers such a group, and has the batch.
   */
  readonly server?: FakeServer | undefined;
  /**
   * Milliseconds between two checks of a stream of events for changes. Each check is one poll of every task in the
   * stream. Default 50. False: the server has no events. Only for `celery-results`.
   */
  readonly eventInterval?: number | false | undefined;
  /** Serves the legacy ID-first URLs too (`DJANGO_CELERY_RESULTS_ID_FIRST_URLS`). Default true. */
  readonly idFirst?: boolean | undefined;
  /** Redirects paths that lack only the final slash (`APPEND_SLASH`). Default true. */
  readonly appendSlash?: boolean | undefined;
}

/**
 * Creates MSW handlers that serve a fake Celery below the base URL. Every other path below it is a 404. Place your own
 * handlers below the same base URL before these.
 *
 * Give the client of a test short intervals: `createClient({ baseUrl, poll: { interval: 50, maxInterval: 50 } })`.
 *
 * @throws TypeError for a `baseUrl` that is neither a path nor an http(s) URL
 * @throws RangeError for another server, and for an `eventInterval` that is not a number of milliseconds
 */
export function celeryHandlers(fake: FakeCelery, options: HandlerOptions = {}): HttpHandler[] {
  const state = getState(fake);
  const { server = 'django', idFirst = true, appendSlash = true, eventInterval = 50 } = options;
  if (!['django', 'celery-results'].includes(server))
    throw new RangeError(`server must be django or celery-results, and is "${server}"`);
  if (eventInterval !== false && !(eventInterval >= 1 && eventInterval < Infinity))
    throw new RangeError(`eventInterval must be false, or milliseconds from 1, and is ${eventInterval}`);
  const serverOptions: FakeServerOptions = { server, idFirst, appendSlash, eventInterval };
  const base = parseBaseUrl(options.baseUrl ?? '/celery/');
  const results = http.all(
    ({ request }) => pathBelow(base, new URL(request.url)) !== undefined,
    async ({ request }) => {
      const { logEntry, respond } = createResponder(state, serverOptions, await parseRequest(request, base));
      state.requests.push({ ...logEntry, at: Date.now() });
      const failure = state.takeFailure();
      const isView = logEntry.route !== null && !OWN_ROUTES.includes(logEntry.route);
      if (!failure) return send(request, withHeaders(respond(), serverOptions, isView ? base : undefined));
      const response = await failureResponse(failure, request, server);
      return response ? send(request, withHeaders(response, serverOptions)) : HttpResponse.error();
    },
  );
  const login = http.get(
    ({ request }) => isLoginRedirect(base, new URL(request.url)),
    ({ request }) => send(request, htmlResponse(200, LOGIN_PAGE)),
  );
  return [results, login];
}

async function parseRequest(request: Request, base: Base): Promise<ParsedRequest> {
  const url = new URL(request.url);
  const path = pathBelow(base, url) ?? undefined;
  const slashRedirect = `${encodeURI(base.path + (path ?? ''))}/${url.search}`;
  return { request, path, slashRedirect, body: await request.text() };
}

/** Returns whether {@link failureResponse} has redirected to this URL. The page's own login page does not count. */
function isLoginRedirect(base: Base, url: URL): boolean {
  if (url.pathname !== LOGIN_PATH) return false;
  const next = URL.parse(url.searchParams.get('next') ?? '/', url);
  return next !== null && pathBelow(base, next) !== undefined;
}

/**
 * Adds the headers of Django's default middleware, or of our server: vector route-missing-slash. `base` is given for
 * responses of the four views.
 */
function withHeaders(response: FakeResponse, options: FakeServerOptions, base?: Base): FakeResponse {
  const isOurs = options.server === 'celery-results';
  const headers: Record<string, string> = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    ...((isOurs || response.status !== 301) && { 'X-Frame-Options': 'DENY' }),
    ...(isOurs && {
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    }),
    ...(isOurs &&
      base && {
        Link: links(encodeURI(base.path), options),
        'Access-Control-Expose-Headers': 'Link',
      }),
    ...response.headers,
  };
  return { ...response, headers };
}

function links(path: string, options: FakeServerOptions): string {
  const batch = `<${path}v1/>; rel="${V1_REL}"`;
  return eventIntervalOf(options) !== undefined ? `${batch}, <${path}${EVENTS_PATH}>; rel="${EVENTS_REL}"` : batch;
}

function send(request: Request, { status, headers, body }: FakeResponse): Response {
  if (typeof body !== 'string') return new HttpResponse(body, { status, headers });
  const length = { 'Content-Length': String(new TextEncoder().encode(body).length) };
  // the body is null rather than '', for which HttpResponse would set a Content-Type
  return new HttpResponse(request.method === 'HEAD' || body === '' ? null : body, {
    status,
    headers: { ...headers, ...(body !== '' && length) },
  });
}
