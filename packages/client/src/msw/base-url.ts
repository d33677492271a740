/** A base URL, split up. */
export interface Base {
  /** Undefined: every origin. */
  readonly origin: string | undefined;
  /** Decoded, with a slash at both ends. */
  readonly path: string;
}

/** @throws TypeError for something that is neither a path nor an http(s) URL */
export function parseBaseUrl(baseUrl: string | URL): Base {
  const text = String(baseUrl);
  const isPath = /^\/(?!\/)/.test(text);
  if (!(isPath || /^https?:\/\//i.test(text)) || /[?#]/.test(text) || !URL.canParse(text, 'http://fake'))
    throw new TypeError(`baseUrl should be a path like /celery/ or an http(s) URL; got ${JSON.stringify(text)}`);
  const { origin, pathname } = new URL(text.endsWith('/') ? text : `${text}/`, 'http://fake');
  return { origin: isPath ? undefined : origin, path: decodePath(pathname) ?? pathname };
}

/** The decoded path of a URL below the base: '' for the base itself, null for bytes that are no UTF-8, undefined for a URL elsewhere. */
export function pathBelow({ origin, path }: Base, url: URL): string | null | undefined {
  if (origin !== undefined && url.origin !== origin) return undefined;
  const decoded = decodePath(url.pathname);
  if (!(decoded ?? url.pathname).startsWith(path)) return undefined;
  return decoded?.slice(path.length) ?? null;
}

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    // a stray percent sign or other bytes than UTF-8: such a path is in no route
    return undefined;
  }
}
