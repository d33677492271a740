import { type ExceptionClasses, PYTHON_KEY } from '../../codecs/exceptions/classes.ts';
import { isObject } from '../../lib/is-object.ts';
import type { PythonVersion } from '../../lib/unicode.ts';
import { ConfigError } from '../../problems/errors.ts';
import { loadDataFile } from './load-data-file.ts';

/**
 * Loads the operator's exception classes: a JSON file, or the default export of an ES module. A relative path is
 * resolved from the working directory. A file of `celery-results-server classes` has the release of Python of its
 * classes.
 *
 * @param python the release that the server answers as
 * @throws ConfigError when the file cannot be loaded, has something else, or has the classes of another release
 */
export async function loadExceptionClasses(file: string, python: PythonVersion): Promise<ExceptionClasses> {
  const loaded = await loadDataFile(file, 'the exception classes');
  const { [PYTHON_KEY]: written = python, ...classes } = isObject(loaded) ? loaded : {};
  if (!isObject(loaded) || !isExceptionClasses(classes))
    throw new ConfigError(`${file} should map modules to exception classes: { "app.errors": { "Declined": {} } }`);
  if (written !== python)
    throw new ConfigError(
      `${file} has the exception classes of Python ${written}, and the server answers as Python ${python}: ` +
        'set --python to the release that serves your project, and write the file with it',
    );
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
