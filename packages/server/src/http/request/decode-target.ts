/** A decoded request target. */
export interface Target {
  /** The path, decoded once as UTF-8. Undefined for invalid UTF-8, which no route matches. */
  readonly path: string | undefined;
  /** The undecoded text after the first `?`; '' without one. */
  readonly query: string;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes a raw request target like Django behind a WSGI server. `%2F` becomes a slash, `%2541` becomes `%41`, and
 * dots and double slashes stay. Raw bytes above 0x7F are latin-1. Vectors route-percent, route-not-found.
 */
export function decodeTarget(target: string): Target {
  const local = target.startsWith('/') && !target.includes('#') ? target : withoutOrigin(target);
  const at = local.indexOf('?');
  const raw = at < 0 ? local : local.slice(0, at);
  return { path: decodePath(raw), query: at < 0 ? '' : local.slice(at + 1) };
}

/** Returns path and query of a target in absolute form, without a fragment: vector http-absolute-form. */
function withoutOrigin(target: string): string {
  return target.replace(/#.*$/s, '').replace(/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/?]*/, '');
}

/** Fast path: a path without characters that need decoding, as nearly every path is. */
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
