/** Returns a content type for messages. The stored text may be anything, so an unusual text is not repeated. */
export function nameOfContentType(type: string): string {
  if (type === '') return '""';
  return /^[\w./+-]{1,60}$/.test(type) ? type : 'of an unknown kind';
}
