import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '../../problems/errors.ts';

/**
 * Loads a file that an operator names: a file `….json`, or an ES module whose default export is the data. A relative
 * path is resolved from the working directory.
 *
 * @param subject description of the data for the error message: `the exception classes`
 * @throws ConfigError if the file cannot be read, or is neither JSON nor a module
 */
export async function loadDataFile(file: string, subject: string): Promise<unknown> {
  try {
    if (file.endsWith('.json')) return JSON.parse(await readFile(file, 'utf8'));
    const module: { readonly default?: unknown } = await import(pathToFileURL(resolve(file)).href);
    return module.default;
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new ConfigError(`${subject} of ${file} cannot be loaded: ${reason}`, { cause: error });
  }
}
