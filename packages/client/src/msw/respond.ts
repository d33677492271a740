import { match, type RouteMatch } from '../protocol/routes.ts';
import { BATCH_PATH, EVENTS_PATH } from '../protocol/v1.ts';
import { batchResponse } from './batch.ts';
import { eventsResponse } from './events.ts';
import { type FakeRequest, type FakeState, Poll } from './fake-state.ts';
import { CSRF_FAILED, NOT_FOUND } from './pages.ts';
import { parseBatchRequest, parseEventsQuery } from './parse-batch-request.ts';
import { problemResponse } from './problem.ts';
import { type FakeResponse, htmlResponse } from './response.ts';
import { type FakeServer, VIEWS } from './views.ts';

/** The server that a fake imitates, and its settings. */
export interface FakeServerOptions {
  readonly server: FakeServer;
  readonly idFirst: boolean;
  readonly appendSlash: boolean;
  /** Milliseconds between two checks of a stream for changes; false without events. */
  readonly eventInterval: number | false;
}

/** A request below the base URL. */
export interface ParsedRequest {
  readonly request: Request;
  /** Decoded path below the base URL; undefined if it is not UTF-8. */
  readonly path: string | undefined;
  /** Target of the redirect that adds the final slash: encoded path and query. */
  readonly slashRedirect: string;
  readonly body: string;
}

/** Creates the response to one request. */
export interface Responder {
  readonly logEntry: Pick<FakeRequest, 'route' | 'ids'>;
  /** Reads the fake, which counts a poll. If a failure is queued, this function is not called. */
  respond(): FakeResponse;
}

const NO_ROUTE: Responder['logEntry'] = { route: null, ids: [] };
/** Methods that pass Django's CSRF protection. Django's views answer them equally: vector route-methods. */
const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/** Finds the route of a request. */
export function createResponder(state: FakeState, options: FakeServerOptions, parsed: ParsedRequest): Responder {
  const { path, request, slashRedirect } = parsed;
  const { method } = request;
  if (path === undefined) return { logEntry: NO_ROUTE, respond: notFound };
  if (options.server === 'celery-results' && path === BATCH_PATH && method === 'POST')
    return createBatchResponder(state, parsed);
  const eventInterval = eventIntervalOf(options);
  if (eventInterval !== undefined && path === EVENTS_PATH && ['GET', 'POST'].includes(method))
    return createEventsResponder(state, eventInterval, parsed);
  const route = match(path, options);
  if (route)
    return SAFE_METHODS.includes(method)
      ? createViewResponder(state, options, route, request)
      : createMethodResponder(options, path);
  const isRedirect = options.appendSlash && match(`${path}/`, options) !== undefined;
  return {
    logEntry: NO_ROUTE,
    respond: () => (isRedirect ? htmlResponse(301, '', { Location: slashRedirect }) : notFound()),
  };
}

function createViewResponder(
  state: FakeState,
  { server }: FakeServerOptions,
  { name, id }: RouteMatch,
  request: Request,
): Responder {
  const respond = (): FakeResponse => {
    const response = VIEWS[name](new Poll(state), id, server);
    const isRead = server === 'celery-results' && response.status === 200 && request.method !== 'OPTIONS';
    return isRead ? conditional(response, state.etagOf(String(response.body)), request) : response;
  };
  return { logEntry: { route: name, ids: [id] }, respond };
}

/** Adds the `ETag`, or creates a 304 if `If-None-Match` has it. */
function conditional(response: FakeResponse, etag: string, request: Request): FakeResponse {
  const headers = { ETag: `"${etag}"`, 'Cache-Control': 'private, no-cache', Vary: 'Authorization, Cookie, Origin' };
  const ifNoneMatch = request.headers.get('if-none-match') ?? '';
  if (ifNoneMatch.trim() !== '*' && !ifNoneMatch.includes(`"${etag}"`))
    return { ...response, headers: { ...response.headers, ...headers } };
  return { status: 304, headers, body: '' };
}

function createBatchResponder(state: FakeState, { request, body }: ParsedRequest): Responder {
  const batch = parseBatchRequest(request, new URL(request.url).searchParams, body);
  const ids = [...batch.tasks, ...batch.groups].map(([id]) => id);
  return { logEntry: { route: 'batch', ids }, respond: () => batchResponse(new Poll(state), batch) };
}

/** Milliseconds between two checks of a stream; undefined for a server without events. */
export function eventIntervalOf({ server, eventInterval }: FakeServerOptions): number | undefined {
  return server === 'celery-results' && eventInterval !== false ? eventInterval : undefined;
}

function createEventsResponder(state: FakeState, intervalMs: number, { request, body }: ParsedRequest): Responder {
  const { searchParams } = new URL(request.url);
  const watched =
    request.method === 'GET' ? parseEventsQuery(searchParams) : parseBatchRequest(request, searchParams, body);
  const ids = [...watched.tasks, ...watched.groups].map(([id]) => id);
  return { logEntry: { route: 'events', ids }, respond: () => eventsResponse(state, watched, intervalMs) };
}

/** Creates the response to an unsafe method: Django's CSRF page, or a problem of our server. */
function createMethodResponder({ server }: FakeServerOptions, path: string): Responder {
  const Allow = `GET, HEAD, OPTIONS${path === BATCH_PATH ? ', POST' : ''}`;
  return {
    logEntry: NO_ROUTE,
    respond: () =>
      server === 'django' ? htmlResponse(403, CSRF_FAILED) : problemResponse({ name: 'method-not-allowed' }, { Allow }),
  };
}

function notFound(): FakeResponse {
  return htmlResponse(404, NOT_FOUND);
}
