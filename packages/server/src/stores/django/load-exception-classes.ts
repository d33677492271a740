import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ExceptionClasses } from '../../codecs/exceptions/classes.ts';
import { ConfigError } from '../../errors.ts';

/**
 * Loads the operator's exception classes from an ES module's default export; a relative path starts at the working directory.
 *
 * @throws ConfigError when the module cannot be loaded or exports something else
 */
export async function loadExceptionClasses(file: string): Promise<ExceptionClasses> {
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(file)).href);
  } catch (error) {
    throw new ConfigError(
      `the exception classes of ${file} cannot be loaded: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  }
  if (!isExceptionClasses(module.default))
    throw new ConfigError(
      `the default export of ${file} should map modules to exception classes: { "app.errors": { "Declined": {} } }`,
    );
  return module.default;
}

function isExceptionClasses(value: unknown): value is ExceptionClasses {
  const isObject = (one: unknown): one is object => typeof one === 'object' && one !== null && !Array.isArray(one);
  return (
    isObject(value) && Object.values(value).every((module) => isObject(module) && Object.values(module).every(isObject))
  );
}
