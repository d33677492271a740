import { readFileSync } from 'node:fs';
import { type Given, isSetting, type Setting } from './settings.ts';

/**
 * Reads a file of settings: one JSON object whose keys are the flags' names. What is wrong in it is added to the faults, by its line and never
 * with a value.
 */
export function readConfigFile(path: string, faults: string[]): ReadonlyMap<Setting, Given> {
  const values = new Map<Setting, Given>();
  const text = textOfFile(path, faults);
  if (text === undefined) return values;
  const settings = parsed(path, text, faults);
  for (const [key, value] of Object.entries(settings)) {
    const place = `${path} line ${lineOf(text, text.indexOf(JSON.stringify(key)))}`;
    if (!isSetting(key) || key === 'config') faults.push(`the key "${key}" is not known: ${place}`);
    else if (!['string', 'number', 'boolean'].includes(typeof value))
      faults.push(`the key "${key}" is neither a text, a number nor true or false: ${place}`);
    else values.set(key, { text: String(value), from: place });
  }
  return values;
}

function textOfFile(path: string, faults: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    faults.push(`the file ${path} cannot be read: ${reason}`);
    return undefined;
  }
}

function parsed(path: string, text: string, faults: string[]): object {
  try {
    const settings: unknown = JSON.parse(text);
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return settings;
    faults.push(`the file ${path} is not one JSON object`);
  } catch (error) {
    // the reader's own words would repeat a part of the file, which may hold a password
    const position = /position (\d+)/.exec(String(error))?.[1];
    const place = position === undefined ? path : `${path} line ${lineOf(text, Number(position))}`;
    faults.push(`the file is not JSON: ${place}`);
  }
  return {};
}

function lineOf(text: string, position: number): number {
  return text.slice(0, Math.max(0, position)).split('\n').length;
}
