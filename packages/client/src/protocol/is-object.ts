/** Returns whether a value is an object or an array. Null is excluded, although its `typeof` is `object`. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
