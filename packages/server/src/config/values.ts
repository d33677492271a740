import { parseArgs } from 'node:util';
import { ConfigError } from '../errors.ts';
import { readConfigFile } from './config-file.ts';
import { KEY_VARIABLES } from './read-keys.ts';
import { type Given, isSetting, NAMES, PREFIX, SETTINGS, type Setting, variable } from './settings.ts';

export type Values = ReadonlyMap<Setting, Given>;

/** A command line, taken apart. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly values: Values;
  /** Asked for instead of the command. */
  readonly instead: readonly string[];
  /** What is said is for a program. */
  readonly json: boolean;
}

/** Flags that are no settings: each does something else than the command. */
export const INSTEAD = ['help', 'version', 'print-config', 'healthcheck'] as const;

/**
 * Takes a command line apart.
 *
 * @throws {@link ConfigError} for what is no flag
 */
export function parseArguments(args: readonly string[]): Arguments {
  const types = NAMES.map((name) => [name, SETTINGS[name].hint === undefined ? 'boolean' : 'string'] as const);
  const options = Object.fromEntries(
    [...types, ...[...INSTEAD, 'json'].map((name) => [name, 'boolean'] as const)].map(([name, type]) => [
      name,
      { type },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      allowNegative: true,
    });
    const given = Object.entries(values).flatMap(([name, value]) =>
      isSetting(name) ? [[name, { text: String(value), from: `flag --${name}` }] as const] : [],
    );
    return {
      positionals,
      values: new Map(given),
      instead: INSTEAD.filter((name) => values[name] === true),
      json: values['json'] === true,
    };
  } catch (error) {
    // the first sentence is enough: the rest explains positional arguments
    throw new ConfigError(String(error instanceof Error ? error.message : error).split('. ')[0] ?? '');
  }
}

/** Everything that is given: a flag goes before its variable, and a variable before the file. */
export function givenValues(
  flags: Values,
  env: Readonly<Record<string, string | undefined>>,
  faults: string[],
): Values {
  const outer = new Map([...fromVariables(env, faults), ...flags]);
  const file = outer.get('config');
  return file === undefined ? outer : new Map([...readConfigFile(file.text, faults), ...outer]);
}

function fromVariables(env: Readonly<Record<string, string | undefined>>, faults: string[]): Values {
  const known = new Map(NAMES.map((name) => [variable(name), name]));
  const values = new Map<Setting, Given>();
  for (const [key, text] of Object.entries(env)) {
    // the project's own tests have variables too
    if (!key.startsWith(PREFIX) || key.startsWith(`${PREFIX}TEST_`) || text === undefined) continue;
    // keys are read where they are needed, and are no settings
    if (KEY_VARIABLES.includes(key)) continue;
    const setting = known.get(key);
    if (setting) values.set(setting, { text, from: `variable ${key}` });
    else faults.push(`the variable ${key} is not known`);
  }
  return values;
}

/** What holds for a setting: what is given, or its default. */
export function textOf(values: Values, name: Setting): string | undefined {
  return values.get(name)?.text ?? SETTINGS[name].default;
}

/** What is given, without who gave it. */
export function textsOf(values: Values): Partial<Record<Setting, string>> {
  return Object.fromEntries([...values].map(([name, { text }]) => [name, text]));
}
