import { readFileSync } from 'node:fs';
import { isSetting, type Setting, type SettingValue } from './settings.ts';

/**
 * Reads a file of settings: one JSON object whose keys are the names of the flags. Errors name the line, and never
 * contain a value.
 */
export function readConfigFile(path: string, errors: string[]): ReadonlyMap<Setting, SettingValue> {
  const values = new Map<Setting, SettingValue>();
  const text = textOfFile(path, errors);
  if (text === undefined) return values;
  const settings = parsed(path, text, errors);
  for (const [key, value] of Object.entries(settings)) {
    const place = `${path} line ${lineOf(text, text.indexOf(JSON.stringify(key)))}`;
    if (!isSetting(key) || key === 'config') errors.push(`unknown key "${key}": ${place}`);
    else if (!['string', 'number', 'boolean'].includes(typeof value))
      errors.push(`the key "${key}" is neither a text, a number nor true or false: ${place}`);
    else values.set(key, { text: String(value), from: place });
  }
  return values;
}

function textOfFile(path: string, errors: string[]): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : error;
    errors.push(`the file ${path} cannot be read: ${reason}`);
    return undefined;
  }
}

function parsed(path: string, text: string, errors: string[]): object {
  try {
    const settings: unknown = JSON.parse(text);
    if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return settings;
    errors.push(`the file ${path} is not one JSON object`);
  } catch (error) {
    // the parser's message contains a part of the file, which may be a password
    const position = /position (\d+)/.exec(String(error))?.[1];
    const place = position === undefined ? path : `${path} line ${lineOf(text, Number(position))}`;
    errors.push(`the file is not JSON: ${place}`);
  }
  return {};
}

function lineOf(text: string, position: number): number {
  return text.slice(0, Math.max(0, position)).split('\n').length;
}
