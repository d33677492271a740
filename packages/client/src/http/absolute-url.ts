/** The URL as the page would ask for it. Done here, because Node's `fetch` knows no page, and neither does that of a test's DOM. */
export function absoluteUrl(url: string): string {
  // a base URL with an origin, as it was checked
  if (/^http/.test(url)) return url;
  try {
    return new URL(url, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  } catch (cause) {
    throw new TypeError(`${url}: there is no page here, so baseUrl has to be absolute, like https://…`, { cause });
  }
}
