/** Whether a value is an object or an array. `typeof null` is `object` too, so it needs a test of its own. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
