import { SETTINGS, type Setting } from './settings.ts';
import { textOf, type Values } from './values.ts';

/** The smallest and the largest value of a setting. */
export interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** Reads a setting that is a whole number. */
export function numberOf(values: Values, name: Setting, bounds: Bounds & { readonly errors: string[] }): number {
  const text = textOf(values, name) ?? '';
  const { from, to, errors } = bounds;
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || number < from || number > to)
    errors.push(`${inWords(name)} "${text}" is not a number${unitOf(name)} from ${from} to ${to}`);
  return number;
}

/** Returns the name of a setting for a sentence. */
export function inWords(name: Setting): string {
  return name.replaceAll('-', ' ');
}

const UNITS: Readonly<Record<string, string>> = { BYTES: ' of bytes', MS: ' of milliseconds', SECONDS: ' of seconds' };

function unitOf(name: Setting): string {
  return UNITS[SETTINGS[name].hint ?? ''] ?? '';
}
