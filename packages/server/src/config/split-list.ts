/** Splits a text at its commas, and leaves out empty parts. */
export function splitList(text: string): readonly string[] {
  return text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}
