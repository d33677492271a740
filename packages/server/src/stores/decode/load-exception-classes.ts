import type { ExceptionClasses } from '../../codecs/exceptions/classes.ts';
import { isObject } from '../../lib/is-object.ts';
import { ConfigError } from '../../problems/errors.ts';
import { loadDataFile } from './load-data-file.ts';

/**
 * Loads the operator's exception classes: a JSON file, or the default export of an ES module. A relative path is
 * resolved from the working directory.
 *
 * @throws ConfigError if the file cannot be loaded or has other data
 */
export async function loadExceptionClasses(file: string): Promise<ExceptionClasses> {
  const classes = await loadDataFile(file, 'the exception classes');
  if (!isExceptionClasses(classes))
    throw new ConfigError(`${file} should map modules to exception classes: { "app.errors": { "Declined": {} } }`);
  return classes;
}

function isExceptionClasses(value: unknown): value is ExceptionClasses {
  return (
    isObject(value) && Object.values(value).every((module) => isObject(module) && Object.values(module).every(isEntry))
  );
}

function isEntry(entry: unknown): boolean {
  if (!isObject(entry)) return false;
  const { byCount = {} } = entry;
  return isObject(byCount) && Object.values(byCount).every((form) => form === false || isArgs(form));
}

function isArgs(form: unknown): boolean {
  const isArg = (arg: unknown): boolean => arg === null || ['number', 'string'].includes(typeof arg);
  return typeof form === 'string' || (Array.isArray(form) && form.every(isArg));
}
