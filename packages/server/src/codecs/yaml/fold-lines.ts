/**
 * Folds line breaks: one becomes a space, and of several the first is left out.
 *
 * @param first the first line break
 * @param more those after it
 */
export function foldLines(first: string, more: string): string {
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}
