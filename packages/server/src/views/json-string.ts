/** A string as Django writes it in a body: ASCII only, everything outside 0x20..0x7E escaped in lower-case hex. */
export function jsonString(text: string): string {
  return SPECIAL.test(text) ? asciiJson(JSON.stringify(text)) : `"${text}"`;
}

/** What does not stand for itself: in nearly all ids nothing. */
const SPECIAL = /[^ !#-[\]-~]/;

/** JSON text of JavaScript's with everything outside of ASCII escaped. */
export function asciiJson(text: string): string {
  return text.replace(/[^ -~]|\\u[0-9a-f]{4}/g, (char) =>
    char.length > 1 ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
