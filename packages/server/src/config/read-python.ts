import { readFileSync } from 'node:fs';
import { PYTHON_KEY } from '../codecs/exceptions/classes.ts';
import { isObject } from '../lib/is-object.ts';
import { NEWEST_PYTHON, PYTHONS, type PythonVersion } from '../lib/unicode.ts';
import { textOf, type Values } from './values.ts';

/**
 * Reads the release of Python that Django runs on. Where it is not set, it is the one that wrote the file of exception
 * classes. A release between two of Python's is one of them: 3.12.4 is 3.12.
 */
export function readPython(values: Values, errors: string[]): PythonVersion {
  const text = textOf(values, 'python') ?? '';
  const found = PYTHONS.find((one) => text === one || text.startsWith(`${one}.`));
  if (!found) errors.push(`python "${text}" is not one of ${PYTHONS.join(', ')}`);
  const written = values.has('python') ? undefined : pythonOf(textOf(values, 'exception-classes') ?? '');
  return written ?? found ?? NEWEST_PYTHON;
}

/** The release that `celery-results-server classes` ran with. What is wrong with the file is said when it is loaded. */
function pythonOf(file: string): PythonVersion | undefined {
  if (!file.endsWith('.json')) return undefined;
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(content) ? PYTHONS.find((one) => one === content[PYTHON_KEY]) : undefined;
  } catch {
    return undefined;
  }
}
