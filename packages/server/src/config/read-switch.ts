import type { Setting } from './settings.ts';
import { textOf, type Values } from './values.ts';

/** Reads a setting that is on or off. */
export function readSwitch(name: Setting, values: Values, errors: string[]): boolean {
  const text = (textOf(values, name) ?? '').toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  if (!['false', '0', 'no', 'off'].includes(text)) errors.push(`${name} is "${text}", neither true nor false`);
  return false;
}
