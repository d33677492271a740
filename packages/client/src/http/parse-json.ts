/** Strings whole, one that does not end too, so that a token inside one is left alone. */
const STRING_OR_TOKEN = /"(?:[^"\\]|\\.)*(?:"|$)|-?Infinity|NaN/gs;

/**
 * Parses JSON as Python writes it: bare NaN, Infinity and -Infinity, which JSON does not have, become null, as `JSON.stringify` would
 * have it, so that the data stays plain JSON and can be hydrated. @throws SyntaxError
 */
export function parsePythonJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return JSON.parse(text.replace(STRING_OR_TOKEN, (part) => (part.startsWith('"') ? part : 'null')));
  }
}
