/**
 * What a fake task can hold: JSON, and beyond it NaN, the infinities and integers of any size as `bigint`. A number without a fraction is
 * Python's `int`, as JavaScript has no `1.0`.
 */
export type PythonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PythonValue[]
  | { readonly [key: string]: PythonValue };

/**
 * A copy of a test's value, so that what the test does with it later changes no answer. Properties that are undefined are left out, as
 * `JSON.stringify` does.
 *
 * @throws TypeError that names the place of what Celery could not have stored as JSON: `result.at is a Date`
 */
export function toPythonValue(value: unknown, place: string): PythonValue {
  return copy(value, place, []);
}

function copy(value: unknown, place: string, above: readonly object[]): PythonValue {
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'bigint':
    case 'string':
      return value;
    case 'object':
      return value === null ? null : copyObject(value, place, above);
    default:
      throw new TypeError(`${place} is ${typeof value}`);
  }
}

function copyObject(value: object, place: string, above: readonly object[]): PythonValue {
  if (above.includes(value)) throw new TypeError(`${place} contains itself`);
  const path = [...above, value];
  if (Array.isArray(value)) return value.map((item: unknown, index) => copy(item, `${place}[${index}]`, path));
  const prototype: unknown = Object.getPrototypeOf(value);
  // plain objects of another realm too: a test environment has its own globals
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw new TypeError(`${place} is a ${value.constructor.name}`);
  const kept = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(kept.map(([key, item]) => [key, copy(item, `${place}.${key}`, path)]));
}
