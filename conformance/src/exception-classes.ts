import { readFile } from 'node:fs/promises';

/** An exception class of a bare Django and Celery process, and how it takes strings as arguments. */
export interface RecordedClass {
  /** The full name that the views answer as `exc`. */
  readonly exc: string;
  readonly bases: readonly string[];
  /** The names under which a stored row finds it, as `module:path`. */
  readonly names: readonly string[];
  /** Names that exist only while Django's test client is loaded, as during a recording. */
  readonly names_recorder?: readonly string[];
  /** The argument counts, from 0 to 6, for which `repr` has the default form. Default: all of them. */
  readonly plain_counts?: readonly number[];
  /** By other counts: the `repr`, or the error that the constructor raises. */
  readonly other_counts?: Readonly<Record<string, { readonly repr: string } | { readonly error: string }>>;
}

/** Loads the classes that the recording process could rebuild, by `module:qualname`. */
export async function loadExceptionClasses(): Promise<Readonly<Record<string, RecordedClass>>> {
  const text = await readFile(new URL('../exceptions.json', import.meta.url), 'utf8');
  const document: { readonly classes: Readonly<Record<string, RecordedClass>> } = JSON.parse(text);
  return document.classes;
}
