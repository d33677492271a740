/**
 * Replaces ky in the file for pages without a build step. A request has one try, because the next poll follows soon.
 * It has the members of ky that `http/` uses. docs/decisions/0067 says what this saves.
 */

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

class HttpError extends Error {
  readonly response: Response;
  readonly data: unknown;

  constructor(response: Response, data: unknown) {
    super(`status ${response.status}`);
    this.response = response;
    this.data = data;
  }
}

export const isTimeoutError = (error: unknown): error is TimeoutError => error instanceof TimeoutError;
export const isNetworkError = (error: unknown): error is NetworkError => error instanceof NetworkError;
export const isHTTPError = (error: unknown): error is HttpError => error instanceof HttpError;

/** Sends a request with the `fetch` of its options, and rejects where ky does after its last try. */
async function ky(
  url: string,
  { fetch, ...init }: RequestInit & { readonly fetch: (input: string, init: RequestInit) => Promise<Response> },
): Promise<Response> {
  const response = await fetch(url, init).catch((cause: unknown) => {
    throw cause instanceof TypeError ? new NetworkError('fetch failed', { cause }) : cause;
  });
  if (response.ok) return response;
  const text = await response.text();
  throw new HttpError(response, parseJson(text));
}

// ky's is a default export
export { ky as default };

/** A problem is JSON; the page of a proxy is not. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
