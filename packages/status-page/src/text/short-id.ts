/** Number of characters of an id that are shown at each end. */
const SHOWN_CHARS = 4;
/** An id up to this length is shown completely. */
const MAX_WHOLE_CHARS = 14;

/** Shortens a long id in the middle: UUIDs differ at both ends. */
export function shortId(id: string): string {
  if (id.length <= MAX_WHOLE_CHARS) return id;
  // by code points, so that no character is cut in half
  const chars = [...id];
  return `${chars.slice(0, SHOWN_CHARS).join('')}…${chars.slice(-SHOWN_CHARS).join('')}`;
}
