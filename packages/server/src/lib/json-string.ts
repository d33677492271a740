/** Matches a character that JSON text cannot contain unescaped. Very few ids and states have one. */
const NEEDS_ESCAPE = /[^ !#-[\]-~]/;

/** Writes a string as Django's `json.dumps` does: ASCII only, everything outside 0x20..0x7E as lower-case `\uNNNN`. */
export function jsonString(text: string): string {
  return NEEDS_ESCAPE.test(text) ? asciiJson(JSON.stringify(text)) : `"${text}"`;
}

/**
 * Escapes everything outside 0x20..0x7E in JSON text. `JSON.stringify` leaves DEL and non-ASCII: vector
 * value-text-del-c1.
 */
export function asciiJson(json: string): string {
  return json.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
