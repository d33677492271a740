import { SETTINGS, type Setting } from './settings.ts';
import { textOf, type Values } from './values.ts';

/** The smallest and the largest value that a setting takes. */
export interface Bounds {
  readonly from: number;
  readonly to: number;
}

/** A setting that is a whole number. */
export function numberOf(values: Values, name: Setting, bounds: Bounds & { readonly faults: string[] }): number {
  const text = textOf(values, name) ?? '';
  const { from, to, faults } = bounds;
  const number = Number(text);
  if (!/^\d{1,9}$/.test(text) || number < from || number > to)
    faults.push(`${named(name)} "${text}" is not a number${unitOf(name)} from ${from} to ${to}`);
  return number;
}

/** A setting as a sentence names it. */
export function named(name: Setting): string {
  return name.replaceAll('-', ' ');
}

const UNITS: Readonly<Record<string, string>> = { BYTES: ' of bytes', MS: ' of milliseconds', SECONDS: ' of seconds' };

function unitOf(name: Setting): string {
  return UNITS[SETTINGS[name].hint ?? ''] ?? '';
}
