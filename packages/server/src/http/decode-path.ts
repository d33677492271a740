/** A request target as the routes see it. */
export interface Target {
  /** The path, decoded once as UTF-8; undefined when it is none, which matches nothing. */
  readonly path: string | undefined;
  /** Everything after the first `?`, as it came; '' without one. */
  readonly query: string;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes a raw request target as Django does behind a WSGI server: `%2F` becomes a slash, `%2541` becomes `%41`, nothing is
 * tidied, raw bytes above 0x7F are latin-1. Vectors route-percent, route-not-found.
 */
export function decodeTarget(target: string): Target {
  const at = target.indexOf('?');
  const raw = at < 0 ? target : target.slice(0, at);
  return { path: decodePath(raw), query: at < 0 ? '' : target.slice(at + 1) };
}

/** What stands for itself: nearly every path that is asked for. */
const PLAIN = /^[!-$&-~]*$/;

function decodePath(raw: string): string | undefined {
  if (PLAIN.test(raw)) return raw;
  const bytes = Buffer.from(raw, 'utf8')
    .toString('latin1')
    .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  try {
    return UTF8.decode(Buffer.from(bytes, 'latin1'));
  } catch {
    // Django keeps invalid UTF-8 percent-encoded, and "%" is in no route
    return undefined;
  }
}
