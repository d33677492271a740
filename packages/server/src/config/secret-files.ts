import { readFileSync } from 'node:fs';
import { SECRETS, type Setting, type SettingValue } from './settings.ts';

/**
 * Adds the values of settings whose file is given. Only one user can read a secret in a file, but every user can read
 * a command line. Errors name the file, and never contain its content.
 */
export function withSecretFiles(
  values: ReadonlyMap<Setting, SettingValue>,
  errors: string[],
): ReadonlyMap<Setting, SettingValue> {
  const all = new Map(values);
  for (const [name, fileSetting] of SECRETS) {
    const file = values.get(fileSetting);
    if (file === undefined) continue;
    const given = values.get(name);
    if (given !== undefined) errors.push(`there are ${name} (${given.from}) and ${fileSetting}: give one of them`);
    const text = textOfFile(file.text, fileSetting, errors);
    if (text !== undefined) all.set(name, { text, from: `file ${file.text}` });
  }
  return all;
}

function textOfFile(path: string, name: Setting, errors: string[]): string | undefined {
  try {
    // editors end a file with a line break
    const text = readFileSync(path, 'utf8').trim();
    if (text !== '') return text;
    errors.push(`${name}: the file ${path} is empty`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'no reason given';
    errors.push(`${name}: the file ${path} cannot be read: ${code}`);
  }
  return undefined;
}
