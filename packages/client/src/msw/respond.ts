import { match, type RouteMatch } from '../protocol/routes.ts';
import { BATCH_PATH } from '../protocol/v1.ts';
import { type Answer, htmlAnswer } from './answer.ts';
import { answerBatch } from './batch.ts';
import { type FakeRequest, type FakeState, Poll } from './fake-state.ts';
import { CSRF_FAILED, NOT_FOUND } from './pages.ts';
import { problemAnswer } from './problem.ts';
import { readBatch } from './read-batch.ts';
import { type FakeServer, VIEWS } from './views.ts';

/** Which server is played, and how it is set. */
export interface Settings {
  readonly server: FakeServer;
  readonly idFirst: boolean;
  readonly appendSlash: boolean;
}

/** A request below the base URL. */
export interface Asked {
  readonly request: Request;
  /** Decoded, below the base; undefined where it is no UTF-8. */
  readonly path: string | undefined;
  /** Where a path that only lacks its final slash is sent: its encoded path and the query. */
  readonly slashed: string;
  readonly body: string;
}

/** What is to be answered, and what is written down of the request. */
export interface Responder {
  readonly logged: Pick<FakeRequest, 'route' | 'ids'>;
  answer(): Answer;
}

const NOBODY: Responder['logged'] = { route: null, ids: [] };
/** Django's CSRF protection lets these through, and its views answer all of them: vector route-methods. */
const SAFE = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/** Finds what answers a request; asks nothing of the fake yet, since a failure may be due. */
export function responderFor(state: FakeState, settings: Settings, asked: Asked): Responder {
  const { path } = asked;
  const { method } = asked.request;
  if (path === undefined) return { logged: NOBODY, answer: notFound };
  if (settings.server === 'celery-results' && path === BATCH_PATH && method === 'POST') return batch(state, asked);
  const found = match(path, settings);
  if (found) return SAFE.includes(method) ? view(state, settings, found, asked.request) : refusal(settings, path);
  const redirects = settings.appendSlash && match(`${path}/`, settings) !== undefined;
  return { logged: NOBODY, answer: () => (redirects ? htmlAnswer(301, '', { Location: asked.slashed }) : notFound()) };
}

function view(state: FakeState, { server }: Settings, { name, id }: RouteMatch, request: Request): Responder {
  const answer = (): Answer => {
    const found = VIEWS[name](new Poll(state), id, server);
    const isRead = server === 'celery-results' && found.status === 200 && request.method !== 'OPTIONS';
    return isRead ? conditional(found, state.etagOf(found.body), request) : found;
  };
  return { logged: { route: name, ids: [id] }, answer };
}

/** A read that may be kept: what the client says that it has is not sent again. */
function conditional(found: Answer, etag: string, request: Request): Answer {
  const reads = { ETag: `"${etag}"`, 'Cache-Control': 'private, no-cache', Vary: 'Authorization, Cookie, Origin' };
  const known = request.headers.get('if-none-match') ?? '';
  if (known.trim() !== '*' && !known.includes(`"${etag}"`))
    return { ...found, headers: { ...found.headers, ...reads } };
  return { status: 304, headers: reads, body: '' };
}

function batch(state: FakeState, { request, body }: Asked): Responder {
  const read = readBatch(request, new URL(request.url).searchParams, body);
  const ids = [...read.tasks, ...read.groups].map(([id]) => id);
  return { logged: { route: 'batch', ids }, answer: () => answerBatch(new Poll(state), read) };
}

function refusal({ server }: Settings, path: string): Responder {
  const Allow = `GET, HEAD, OPTIONS${path === BATCH_PATH ? ', POST' : ''}`;
  return {
    logged: NOBODY,
    answer: () =>
      server === 'django' ? htmlAnswer(403, CSRF_FAILED) : problemAnswer({ name: 'method-not-allowed' }, { Allow }),
  };
}

function notFound(): Answer {
  return htmlAnswer(404, NOT_FOUND);
}
