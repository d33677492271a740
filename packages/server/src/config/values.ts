import { parseArgs } from 'node:util';
import { ConfigError } from '../problems/errors.ts';
import { readConfigFile } from './config-file.ts';
import { KEY_VARIABLES } from './read-keys.ts';
import { withSecretFiles } from './secret-files.ts';
import { isSetting, NAMES, PREFIX, SETTINGS, type Setting, type SettingValue, variable } from './settings.ts';

export type Values = ReadonlyMap<Setting, SettingValue>;

/** Environment variables. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Flags that select another action of the command. They are not settings. */
export const ACTIONS = ['help', 'version', 'print-config', 'healthcheck'] as const;

/** A parsed command line. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly values: Values;
  readonly actions: readonly (typeof ACTIONS)[number][];
  /** Whether the output should be JSON. */
  readonly json: boolean;
}

/**
 * Parses a command line.
 *
 * @throws {@link ConfigError} for an unknown flag
 */
export function parseArguments(args: readonly string[]): Arguments {
  const types = NAMES.map((name) => [name, SETTINGS[name].hint === undefined ? 'boolean' : 'string'] as const);
  const switches = [...ACTIONS, 'json'].map((name) => [name, 'boolean'] as const);
  const options = Object.fromEntries([...types, ...switches].map(([name, type]) => [name, { type }]));
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
      actions: ACTIONS.filter((name) => values[name] === true),
      json: values['json'] === true,
    };
  } catch (error) {
    // the first sentence is enough: the rest explains positional arguments
    throw new ConfigError(String(error instanceof Error ? error.message : error).split('. ')[0] ?? '');
  }
}

/** Returns all given values. A flag takes precedence over its variable, and a variable over the file. */
export function givenValues(flags: Values, env: Env, errors: string[]): Values {
  const outer = new Map([...fromVariables(env, errors), ...flags]);
  const file = outer.get('config');
  const values = file === undefined ? outer : new Map([...readConfigFile(file.text, errors), ...outer]);
  // hosting platforms set the port of a program in this variable
  if (!values.has('port') && env['PORT'] !== undefined && env['PORT'] !== '')
    values.set('port', { text: env['PORT'], from: 'variable PORT' });
  return withSecretFiles(values, errors);
}

function fromVariables(env: Env, errors: string[]): Values {
  const known = new Map(NAMES.map((name) => [variable(name), name]));
  const values = new Map<Setting, SettingValue>();
  for (const [key, text] of Object.entries(env)) {
    // variables of the project's own tests are not settings
    if (!key.startsWith(PREFIX) || key.startsWith(`${PREFIX}TEST_`) || text === undefined) continue;
    // keys are not settings, and are read by readKeys
    if (KEY_VARIABLES.includes(key)) continue;
    const setting = known.get(key);
    if (setting) values.set(setting, { text, from: `variable ${key}` });
    else errors.push(`unknown variable ${key}`);
  }
  return values;
}

/** Returns the value of a setting: the given value, or its default. */
export function textOf(values: Values, name: Setting): string | undefined {
  return values.get(name)?.text ?? SETTINGS[name].default;
}

/** Returns the given values, without their sources and without defaults. */
export function textsOf(values: Values): Partial<Record<Setting, string>> {
  return Object.fromEntries([...values].map(([name, { text }]) => [name, text]));
}
