import { type Answer, htmlAnswer } from './answer.ts';
import type { DueFailure } from './fake-state.ts';
import type { FakeServer } from './views.ts';

/** Where Django's `login_required` sends a session that has ended. */
export const LOGIN_PATH = '/accounts/login/';
export const LOGIN_PAGE = '<!doctype html>\n<title>Log in</title>\n<form method="post"></form>\n';

/** The answer to a request that fails; undefined for none at all, which is a network error. */
export async function failureAnswer(
  due: DueFailure,
  request: Request,
  server: FakeServer,
): Promise<Answer | undefined> {
  const { failure, retryAfter } = due;
  if (failure === 'network') return undefined;
  if (failure === 'silence') return aborted(request.signal);
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  if (failure === 'login') {
    const { pathname, search } = new URL(request.url);
    const location = `${LOGIN_PATH}?next=${encodeURIComponent(pathname + search)}`;
    return htmlAnswer(302, '', { ...headers, Location: location });
  }
  if (server === 'celery-results') {
    const body = JSON.stringify({ type: 'about:blank', title: `Error ${failure}`, status: failure });
    return { status: failure, headers: { 'Content-Type': 'application/problem+json', ...headers }, body };
  }
  return htmlAnswer(failure, `<!doctype html>\n<title>${failure}</title>\n<h1>${failure}</h1>\n`, headers);
}

/** Ends with the request: no timer would keep a test process alive. */
function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
