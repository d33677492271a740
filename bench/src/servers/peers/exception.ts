/**
 * Django's answer about a stored exception whose arguments are strings without quotes. The tables have no other ones.
 */
export function exceptionOf(result: string): { readonly repr: string; readonly name: string } {
  const { exc_type, exc_message, exc_module } = JSON.parse(result) as {
    readonly exc_type: string;
    readonly exc_message: readonly string[];
    readonly exc_module: string;
  };
  const values = exc_message.map((text) => `'${text}'`).join(', ');
  return { repr: `${exc_type}(${values})`, name: `${exc_module}.${exc_type}` };
}
