/** Characters of an id that are shown at each end. */
const SHOWN_CHARS = 4;
/** A shorter id is shown whole. */
const MAX_WHOLE_CHARS = 14;

/** Shortens a long id in the middle: what tells UUIDs apart is at both ends. */
export function shortId(id: string): string {
  if (id.length <= MAX_WHOLE_CHARS) return id;
  // ids are no text for people, but half a character of them would be none at all
  const chars = [...id];
  return `${chars.slice(0, SHOWN_CHARS).join('')}…${chars.slice(-SHOWN_CHARS).join('')}`;
}
