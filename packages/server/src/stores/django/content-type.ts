/** A content type as messages show it. It may be any text: an unusual one is not repeated. */
export function nameOfContentType(type: string): string {
  if (type === '') return '""';
  return /^[\w./+-]{1,60}$/.test(type) ? type : 'of an unknown kind';
}
