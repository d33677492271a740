import { readFile } from 'node:fs/promises';

/** An exception class of a bare Django and Celery process, and how it takes plain text arguments. */
export interface LoadedClass {
  /** The full name that the views answer. */
  readonly exc: string;
  readonly bases: readonly string[];
  /** `module:path` names under which a stored row finds it. */
  readonly names: readonly string[];
  /** Names that hold only while Django's test client is loaded, as it is when recording. */
  readonly names_recorder?: readonly string[];
  /** Argument counts (of 0 to 6 texts) for which `repr` has the default form; absent: all of them. */
  readonly plain_counts?: readonly number[];
  /** The other counts: another `repr`, or the error that the constructor raises. */
  readonly other_counts?: Readonly<Record<string, { readonly repr: string } | { readonly error: string }>>;
}

/** The classes that the recording process could rebuild, by `module:qualname`. */
export async function loadExceptionClasses(): Promise<Readonly<Record<string, LoadedClass>>> {
  const text = await readFile(new URL('../exceptions.json', import.meta.url), 'utf8');
  const document: { readonly classes: Readonly<Record<string, LoadedClass>> } = JSON.parse(text);
  return document.classes;
}
