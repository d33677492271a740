import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PYTHON_KEY } from '../codecs/exceptions/classes.ts';
import { type LoadedClasses, ownClasses } from '../codecs/exceptions/loaded-classes.ts';
import type { ClassesRequest } from '../config/read-classes.ts';
import { ConfigError } from '../problems/errors.ts';

/** The Python program. Its folder is beside `src` and `dist`, so one path fits both. */
const READER = fileURLToPath(new URL('../../python/read-classes.py', import.meta.url));
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

const run = promisify(execFile);

/**
 * Reads the exception classes of a project with its own Python, and returns the file for `--exception-classes`.
 *
 * @throws ConfigError with one sentence when there is no such Python, no Django, or no such project
 */
export async function classesJson({ python, settings }: ClassesRequest): Promise<string> {
  const loaded = await readLoaded(python, settings);
  return `${JSON.stringify({ [PYTHON_KEY]: loaded.python, ...ownClasses(loaded) }, null, 2)}\n`;
}

async function readLoaded(python: string, settings: string): Promise<LoadedClasses> {
  try {
    const { stdout } = await run(python, [READER, '--django-settings', settings], { maxBuffer: MAX_OUTPUT_BYTES });
    return JSON.parse(stdout);
  } catch (error) {
    throw new ConfigError(reasonOf(error, python), { cause: error });
  }
}

/** Returns the last line that Python wrote, which is the reason. Output of the project comes before it. */
function reasonOf(error: unknown, python: string): string {
  const { code = '', stderr = '' } = error as { readonly code?: unknown; readonly stderr?: unknown };
  const line = String(stderr).trimEnd().split('\n').at(-1) ?? '';
  if (line !== '') return line;
  return code === 'ENOENT' ? `there is no Python at ${python}` : `${python} cannot run: ${code}`;
}
