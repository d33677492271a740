import { type HttpHandler, HttpResponse, http } from 'msw';
import { V1_REL } from '../protocol/v1.ts';
import { type Answer, htmlAnswer } from './answer.ts';
import { type Base, parseBaseUrl, pathBelow } from './base-url.ts';
import { failureAnswer, LOGIN_PAGE, LOGIN_PATH } from './fail.ts';
import { type FakeCelery, stateOf } from './fake-celery.ts';
import { type Asked, responderFor, type Settings } from './respond.ts';
import type { FakeServer } from './views.ts';

/** Where a fake answers, and as which server. */
export interface HandlerOptions {
  /** That of the client: a path, on every origin, or an absolute URL. Default `/celery/`; a missing final slash is added. */
  readonly baseUrl?: string | URL;
  /**
   * Default `django`: the answers of plain Django, with its 500 for a group that has a failed task. `celery-results` has an answer there, and
   * the batch.
   */
  readonly server?: FakeServer;
  /** Also answer the legacy ID-first URLs (`DJANGO_CELERY_RESULTS_ID_FIRST_URLS`). Default true. */
  readonly idFirst?: boolean;
  /** Redirect paths that only lack the final slash (`APPEND_SLASH`). Default true. */
  readonly appendSlash?: boolean;
}

/**
 * MSW handlers that answer everything below the base URL from a fake Celery; what is not there is a 404. Handlers of your own below the same
 * base go before them.
 *
 * @throws TypeError for a `baseUrl` that is neither a path nor an http(s) URL
 */
export function celeryHandlers(fake: FakeCelery, options: HandlerOptions = {}): HttpHandler[] {
  const state = stateOf(fake);
  const { server = 'django', idFirst = true, appendSlash = true } = options;
  const settings: Settings = { server, idFirst, appendSlash };
  const base = parseBaseUrl(options.baseUrl ?? '/celery/');
  const answers = http.all(
    ({ request }) => pathBelow(base, new URL(request.url)) !== undefined,
    async ({ request }) => {
      const { logged, answer } = responderFor(state, settings, await toAsked(request, base));
      state.requests.push({ ...logged, at: Date.now() });
      const due = state.failures.shift();
      const isView = logged.route !== null && logged.route !== 'batch';
      if (!due) return respond(request, withHeaders(answer(), settings, isView ? base : undefined));
      const failed = await failureAnswer(due, request, server);
      return failed ? respond(request, withHeaders(failed, settings)) : HttpResponse.error();
    },
  );
  const login = http.get(
    ({ request }) => isSentToLogin(base, new URL(request.url)),
    ({ request }) => respond(request, htmlAnswer(200, LOGIN_PAGE)),
  );
  return [answers, login];
}

async function toAsked(request: Request, base: Base): Promise<Asked> {
  const url = new URL(request.url);
  const path = pathBelow(base, url) ?? undefined;
  const slashed = `${encodeURI(base.path + (path ?? ''))}/${url.search}`;
  return { request, path, slashed, body: await request.text() };
}

/** Only a visitor whom {@link failureAnswer} has sent: the page's own login is not ours. */
function isSentToLogin(base: Base, url: URL): boolean {
  if (url.pathname !== LOGIN_PATH) return false;
  const next = URL.parse(url.searchParams.get('next') ?? '/', url);
  return next !== null && pathBelow(base, next) !== undefined;
}

/** What Django's default middleware sets, and our server: vector route-missing-slash. `base` is given for answers of the four views. */
function withHeaders(answer: Answer, { server }: Settings, base?: Base): Answer {
  const ours = server === 'celery-results';
  const headers: Record<string, string> = {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    ...((ours || answer.status !== 301) && { 'X-Frame-Options': 'DENY' }),
    ...(ours && {
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    }),
    ...(ours &&
      base && {
        Link: `<${encodeURI(base.path)}v1/>; rel="${V1_REL}"`,
        'Access-Control-Expose-Headers': 'Link',
      }),
    ...answer.headers,
  };
  return { ...answer, headers };
}

function respond(request: Request, { status, headers, body }: Answer): HttpResponse<string> {
  const length = { 'Content-Length': String(new TextEncoder().encode(body).length) };
  // a null body, since an empty one would be given a content type of its own
  return new HttpResponse(request.method === 'HEAD' || body === '' ? null : body, {
    status,
    headers: { ...headers, ...(body !== '' && length) },
  });
}
