/**
 * Resolves a URL against the page's URL, as a browser's `fetch` does. Node's `fetch` has no page, and the `fetch` of a
 * test's DOM has none either.
 *
 * @throws TypeError for a relative URL outside of a page
 */
export function absoluteUrl(url: string): string {
  // createClient has checked the base URL, so this prefix means an absolute URL
  if (/^http/.test(url)) return url;
  try {
    return new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  } catch (cause) {
    throw new TypeError(`${url}: baseUrl must be absolute outside of a page`, { cause });
  }
}
