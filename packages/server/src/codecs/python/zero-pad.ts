/** Writes a number with leading zeros. */
export function zeroPad(value: number, width = 2): string {
  return String(value).padStart(width, '0');
}
