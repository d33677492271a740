/**
 * Folds line breaks: a single line break becomes a space, and of several line breaks the first is removed.
 *
 * @param first the first line break
 * @param more the line breaks after the first
 */
export function foldLines(first: string, more: string): string {
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}
