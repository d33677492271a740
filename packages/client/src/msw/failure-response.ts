import type { QueuedFailure } from './fake-state.ts';
import { type FakeResponse, htmlResponse } from './response.ts';
import type { FakeServer } from './views.ts';

/** Path to which Django's `login_required` redirects. */
export const LOGIN_PATH = '/accounts/login/';
export const LOGIN_PAGE = '<!doctype html>\n<title>Log in</title>\n<form method="post"></form>\n';

/** Creates the response of a failure. Undefined means no response, which is a network error. */
export async function failureResponse(
  { failure, retryAfter }: QueuedFailure,
  request: Request,
  server: FakeServer,
): Promise<FakeResponse | undefined> {
  if (failure === 'network') return undefined;
  if (failure === 'silence') return waitForAbort(request.signal);
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  if (failure === 'login') {
    const { pathname, search } = new URL(request.url);
    const location = `${LOGIN_PATH}?next=${encodeURIComponent(pathname + search)}`;
    return htmlResponse(302, '', { ...headers, Location: location });
  }
  if (server === 'celery-results') {
    const body = JSON.stringify({ type: 'about:blank', title: `Error ${failure}`, status: failure });
    return { status: failure, headers: { 'Content-Type': 'application/problem+json', ...headers }, body };
  }
  return htmlResponse(failure, `<!doctype html>\n<title>${failure}</title>\n<h1>${failure}</h1>\n`, headers);
}

/** Resolves when the client aborts the request. It uses no timer, which would keep a test process alive. */
function waitForAbort(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
