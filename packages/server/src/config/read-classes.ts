import { parseArgs } from 'node:util';
import { ConfigError } from '../problems/errors.ts';
import type { Env } from './values.ts';

const OPTIONS = { python: { type: 'string' }, 'django-settings': { type: 'string' } } as const;

/** The project whose exception classes are read. */
export interface ClassesRequest {
  /** The project's Python: a path, or a name that is searched in the folders of `PATH`. */
  readonly python: string;
  /** The module of the project's settings, such as `shop.settings`. */
  readonly settings: string;
}

/**
 * Reads the arguments of `celery-results-server classes`. Without `--django-settings`, Django's own variable names the
 * settings.
 *
 * @throws {@link ConfigError}
 */
export function readClasses(args: readonly string[], env: Env): ClassesRequest {
  const flags = parsed(args);
  const { python = '', 'django-settings': settings = env['DJANGO_SETTINGS_MODULE'] ?? '' } = flags;
  const errors: string[] = [];
  if (python === '') errors.push("no Python: pass --python PATH, the Python of your project's environment");
  if (settings === '')
    errors.push('no settings: pass --django-settings MODULE, such as shop.settings, or set DJANGO_SETTINGS_MODULE');
  if (errors.length > 0) throw new ConfigError(errors.join('; '));
  return { python, settings };
}

function parsed(args: readonly string[]): { readonly python?: string; readonly 'django-settings'?: string } {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    throw new ConfigError(String(error instanceof Error ? error.message : error).split('. ')[0] ?? '');
  }
}
