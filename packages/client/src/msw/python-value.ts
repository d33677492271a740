/**
 * A value that a fake task can store: JSON, NaN, the infinities, and integers of any size as `bigint`. A number without
 * a fraction is Python's `int`, since JavaScript has no `1.0`.
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
 * Copies a value of a test, so that the test may change its own value later. As in `JSON.stringify`, undefined
 * properties are omitted. `path` names the value in errors.
 *
 * @throws TypeError for a value that Celery cannot store as JSON: `result.at is a Date`
 */
export function toPythonValue(value: unknown, path: string): PythonValue {
  return copy(value, path, []);
}

/** `ancestors`: the objects that contain the value. */
function copy(value: unknown, path: string, ancestors: readonly object[]): PythonValue {
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'bigint':
    case 'string':
      return value;
    case 'object':
      return value === null ? null : copyObject(value, path, ancestors);
    default:
      throw new TypeError(`${path} is ${typeof value}`);
  }
}

function copyObject(value: object, path: string, ancestors: readonly object[]): PythonValue {
  if (ancestors.includes(value)) throw new TypeError(`${path} contains itself`);
  const inner = [...ancestors, value];
  if (Array.isArray(value)) return value.map((item: unknown, index) => copy(item, `${path}[${index}]`, inner));
  const prototype: unknown = Object.getPrototypeOf(value);
  // a plain object of another realm is also accepted: a test environment has its own globals
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null)
    throw new TypeError(`${path} is a ${value.constructor.name}`);
  const properties = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(properties.map(([key, item]) => [key, copy(item, `${path}.${key}`, inner)]));
}
