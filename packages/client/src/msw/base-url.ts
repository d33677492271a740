/** A base URL, split into origin and path. */
export interface Base {
  /** Undefined matches every origin. */
  readonly origin: string | undefined;
  /** Decoded, with a slash at both ends. */
  readonly path: string;
}

/** Parses a base URL. @throws TypeError for text that is neither a path nor an http(s) URL */
export function parseBaseUrl(baseUrl: string | URL): Base {
  const text = String(baseUrl);
  const isPath = /^\/(?!\/)/.test(text);
  if (!(isPath || /^https?:\/\//i.test(text)) || /[?#]/.test(text) || !URL.canParse(text, 'http://fake'))
    throw new TypeError(`baseUrl must be a path like /celery/ or an http(s) URL; got ${JSON.stringify(text)}`);
  const { origin, pathname } = new URL(text.endsWith('/') ? text : `${text}/`, 'http://fake');
  return { origin: isPath ? undefined : origin, path: decodePath(pathname) ?? pathname };
}

/**
 * Returns the decoded path of a URL below the base, which is '' for the base itself. Null: the path is not UTF-8.
 * Undefined: the URL is not below the base.
 */
export function pathBelow({ origin, path }: Base, url: URL): string | null | undefined {
  if (origin !== undefined && url.origin !== origin) return undefined;
  const decoded = decodePath(url.pathname);
  if (!(decoded ?? url.pathname).startsWith(path)) return undefined;
  return decoded?.slice(path.length) ?? null;
}

/** Decodes a path. Undefined for a stray percent sign and for bytes that are not UTF-8, which match no route. */
function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
