import { loadVectors, type VectorCase, type VectorFile } from '@celery-results/conformance';
import { isNotRun } from '../is-not-run.ts';
import { NOT_IMITATED } from './not-imitated.ts';

/** The recorded answers that the fake is held against. */
export const FILES: readonly string[] = [
  'states.json',
  'groups.json',
  'routes.json',
  'values.json',
  'exceptions.json',
  'reprs.json',
];
const files = new Map<string, VectorFile>();
for (const name of FILES) files.set(name, await loadVectors(name));

/** The names of {@link NOT_IMITATED}. */
export const listed: ReadonlySet<string> = new Set(NOT_IMITATED.flatMap(({ cases }) => cases));

/** The text of a row of Celery's marked types, which a test would give as the text that is answered. */
const MARKED = /"__type__\W/;
const isMarked = (one: VectorCase): boolean => MARKED.test(JSON.stringify(one.rows ?? {}).replaceAll('\\', ''));

/** The cases of a file that have a word in TypeScript, and that the server answers on SQLite. */
export function casesOf(name: string): readonly VectorCase[] {
  return (files.get(name)?.cases ?? []).filter((one) => !isMarked(one) && !isNotRun(name, one.name, 'sqlite'));
}

/** Those that the fake imitates. */
export function imitatedOf(name: string): readonly VectorCase[] {
  return casesOf(name).filter((one) => !listed.has(one.name));
}
