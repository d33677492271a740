import { ConfigError } from '../problems/errors.ts';
import { INDEXES_ACTIONS, NOTIFY_ACTIONS, type NotifyAction } from '../stores/store-kind.ts';
import { printedConfig } from './print-config.ts';
import type { AddressConfig } from './read-address.ts';
import { type ClassesRequest, readClasses } from './read-classes.ts';
import { numberOf } from './read-number.ts';
import { readSerializers } from './read-serializers.ts';
import { readServe } from './read-serve.ts';
import { readStore } from './read-store.ts';
import { readToken, type TokenRequest } from './read-token.ts';
import type { SerializerConfig, ServeConfig, StoreConfig } from './serve-config.ts';
import { type Env, givenValues, parseArguments, type Values } from './values.ts';

/** A command with its parsed settings. */
export type Command =
  | { readonly name: 'help' | 'version' }
  | { readonly name: 'print-config'; readonly text: string }
  | { readonly name: 'healthcheck'; readonly url: string; readonly socket: string | undefined }
  | ({ readonly name: 'migrate'; readonly taskIdMaxLength: number } & StoreConfig)
  | ({ readonly name: 'notify'; readonly action: NotifyAction } & StoreConfig)
  | ({ readonly name: 'indexes' } & StoreConfig)
  | ({ readonly name: 'token' } & TokenRequest)
  | ({ readonly name: 'classes' } & ClassesRequest)
  | ({ readonly name: 'doctor'; readonly json: boolean } & StoreConfig & SerializerConfig)
  | ({ readonly name: 'serve' } & ServeConfig);

const COMMANDS: readonly string[] = ['serve', 'migrate', 'doctor', 'notify', 'indexes'];

/**
 * Reads the command line, the `CELERY_RESULTS_*` variables and the file.
 *
 * @throws {@link ConfigError} that names every error, and never a value that may contain a password
 */
export function readCommand(args: readonly string[], env: Env): Command {
  // these commands have flags of their own, with some of the same names
  if (args[0] === 'token' && !args.includes('--help')) return { name: 'token', ...readToken(args.slice(1), env) };
  if (args[0] === 'classes' && !args.includes('--help')) return { name: 'classes', ...readClasses(args.slice(1), env) };
  const { positionals, actions, json, values: flags } = parseArguments(args);
  if (actions.includes('help')) return { name: 'help' };
  if (actions.includes('version')) return { name: 'version' };
  const [name = 'serve', ...more] = positionals;
  const errors: string[] = [];
  if (!COMMANDS.includes(name)) errors.push(`${unknownCommand(name, more)}: use ${COMMANDS.join(', ')}`);
  if (json && name !== 'doctor') errors.push('--json belongs to doctor');
  const action =
    name === 'notify' ? readAction({ name, actions: NOTIFY_ACTIONS, text: more.shift(), errors }) : 'print';
  if (name === 'indexes') readAction({ name, actions: INDEXES_ACTIONS, text: more.shift(), errors });
  if (more.length > 0) errors.push(`unexpected arguments (${more.length}): put a value with spaces in quotes`);
  const values = givenValues(flags, env, errors);
  const isHealthcheck = actions.includes('healthcheck');
  // a health check asks another process, and needs no store itself
  const store = readStore(values, isHealthcheck ? [] : errors);
  const command = readOptions(name, { values, env, json, action, store, errors });
  if (errors.length > 0) throw new ConfigError(errors.join('; '));
  if (actions.includes('print-config')) return { name: 'print-config', text: printedConfig(values) };
  if (!isHealthcheck || command.name !== 'serve') return command;
  return { name: 'healthcheck', url: readyUrl(command), socket: command.socket?.socket };
}

/** Returns the error, which never repeats a part of a URL: the text may be the end of a password with a space. */
function unknownCommand(name: string, more: readonly string[]): string {
  return more.length === 0 && /^[a-z-]{1,20}$/.test(name) ? `there is no command "${name}"` : 'the command is unknown';
}

interface CommandSource {
  readonly values: Values;
  readonly env: Env;
  readonly json: boolean;
  readonly action: NotifyAction;
  readonly store: StoreConfig;
  readonly errors: string[];
}

/** Reads the settings that a command needs. Invalid settings that it does not need are ignored. */
function readOptions(
  name: string,
  { values, env, json, action, store, errors }: CommandSource,
): Extract<Command, StoreConfig> {
  if (name === 'migrate') {
    const taskIdMaxLength = numberOf(values, 'task-id-max-length', { from: 36, to: 1_024, errors });
    return { name, taskIdMaxLength, ...store };
  }
  if (name === 'notify') return { name, action, ...store };
  if (name === 'indexes') return { name, ...store };
  if (name === 'doctor') return { name, json, ...store, ...readSerializers(values, errors) };
  return { name: 'serve', ...store, ...readServe(values, env, errors) };
}

interface ActionSource<Action> {
  /** The command. */
  readonly name: string;
  /** The actions of the command. An unknown action is an error, and the first one is used to continue. */
  readonly actions: readonly [Action, ...(readonly Action[])];
  readonly text: string | undefined;
  readonly errors: string[];
}

function readAction<Action extends string>({ name, actions, text, errors }: ActionSource<Action>): Action {
  const action = actions.find((one) => one === text);
  if (action === undefined) errors.push(`${name} needs ${actions.length > 1 ? 'one of ' : ''}${actions.join(', ')}`);
  return action ?? actions[0];
}

/** Returns the URL of `/readyz` of a server with this configuration. */
function readyUrl({ host, port, socket }: AddressConfig): string {
  if (socket) return 'http://localhost/readyz';
  // a wildcard address cannot be connected to
  const address = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${address.includes(':') ? `[${address}]` : address}:${port}/readyz`;
}
