import { overlapOf } from '../http/celery-progress.ts';
import { decodeTarget } from '../http/request/decode-target.ts';

/** Reads the mount prefixes, separated by commas. They have a slash at both ends. */
export function readBasePaths(text: string, errors: string[]): readonly [string, ...string[]] {
  const [first = '', ...others] = text.split(',').map((part) => readPath('base path', part.trim(), errors));
  return [first, ...others];
}

/** Reads the path of celery-progress; undefined for none. */
export function readProgressPath(
  text: string | undefined,
  basePaths: readonly string[],
  errors: string[],
): string | undefined {
  if (text === undefined) return undefined;
  const path = readPath('celery progress path', text, errors);
  const overlap = overlapOf(path, basePaths);
  if (overlap !== undefined) errors.push(overlap);
  return path;
}

/** The characters of a path: RFC 3986, section 3.3. A comma separates paths; write a comma in a path as `%2C`. */
const PATH = /^(?:[\w.~!$&'()*+;=:@/-]|%[0-9a-fA-F]{2})*$/;

function readPath(name: string, text: string, errors: string[]): string {
  if (!PATH.test(text) || text.startsWith('//') || decodeTarget(text).path === undefined)
    errors.push(`${name} "${text}" is not a path like /celery/: percent-encode other characters`);
  const from = text.startsWith('/') ? text : `/${text}`;
  return from.endsWith('/') ? from : `${from}/`;
}
