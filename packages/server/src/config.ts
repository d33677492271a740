import { CONTENT_TYPES, type Serializer } from './codecs/serializers.ts';
import { printedConfig } from './config/print-config.ts';
import { type AuthConfig, readAuth, readOrigins } from './config/read-auth.ts';
import { KEY_VARIABLES } from './config/read-keys.ts';
import { numberOf } from './config/read-number.ts';
import { type OperationsConfig, operationsConfig } from './config/read-operations.ts';
import { readToken } from './config/read-token.ts';
import { type Setting, settingsHelp, variable } from './config/settings.ts';
import { givenValues, parseArguments, textOf, textsOf, type Values } from './config/values.ts';
import { ConfigError } from './errors.ts';
import type { TokenRequest } from './http/auth/mint-token.ts';

/** What the command is to do. */
export type Command =
  | { readonly name: 'help' | 'version' }
  | { readonly name: 'print-config'; readonly text: string }
  | { readonly name: 'healthcheck'; readonly url: string }
  | ({ readonly name: 'migrate' } & StoreConfig)
  | ({ readonly name: 'token' } & TokenRequest)
  | ({ readonly name: 'doctor'; readonly json: boolean } & StoreConfig &
      Pick<ServeConfig, 'serializer' | 'acceptContent'>)
  | ({ readonly name: 'serve' } & ServeConfig);

/** Where the tables are. */
export interface StoreConfig {
  readonly store: string;
  /** Before the tables' own names; empty for none. */
  readonly tablePrefix: string;
  /** Schema of PostgreSQL, or database of MySQL, when it is not the one that the URL leads to. */
  readonly schema?: string;
}

export interface ServeConfig extends StoreConfig, OperationsConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** With a slash at both ends. */
  readonly basePath: string;
  readonly idFirst: boolean;
  readonly appendSlash: boolean;
  readonly auth: AuthConfig;
  /** Origins whose pages may read the answers. */
  readonly allowOrigins: readonly string[];
  /** Bytes of a task's result in a batch. */
  readonly batchResultLimit: number;
  /** Path of an ES module whose default export is `ExceptionClasses`. */
  readonly exceptionClasses: string | undefined;
  /** Celery's `result_serializer`. */
  readonly serializer: Serializer;
  /** Celery's `accept_content`. */
  readonly acceptContent: readonly Serializer[];
  readonly logLevel: string;
}

/** The text of `--help`. */
export function helpText(): string {
  return `Usage: celery-results-server [serve|migrate|doctor] --store URL [options]
       celery-results-server token --key-file FILE [--tasks IDS] [--groups IDS] [--prefix TEXT] [--access NAMES] [--list]
                                   [--expires TIME] [--audience TEXT] [--issuer TEXT]

  serve      answer django-celery-results' status URLs from the database (default)
  migrate    create the tables in a database that lacks them
  doctor     examine the database, and say what to mend; ends with 1 when there is an error
  token      print a token that --auth jwt accepts, for 15m or as long as is said

${settingsHelp()}
  --print-config                  show what is set and by whom, without passwords, and end
  --healthcheck                   ask a running server's /readyz, and end with 0 if it is ready
  --json                          what doctor finds, as JSON
  --help, --version

A flag goes before its variable, and a variable before the file. Instead of a key file: ${KEY_VARIABLES.join(' and ')}.
`;
}

const COMMANDS: readonly string[] = ['serve', 'migrate', 'doctor'];

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Reads the command line, the `CELERY_RESULTS_*` variables and the file.
 *
 * @throws {@link ConfigError} that names every fault found, and never a value that may hold a password
 */
export function readCommand(args: readonly string[], env: Env): Command {
  // the same words are flags of its own there
  if (args[0] === 'token' && !args.includes('--help')) return { name: 'token', ...readToken(args.slice(1), env) };
  const { positionals, instead, json, values: flags } = parseArguments(args);
  if (instead.includes('help')) return { name: 'help' };
  if (instead.includes('version')) return { name: 'version' };
  const [name = 'serve', ...more] = positionals;
  const faults: string[] = [];
  if (!COMMANDS.includes(name)) faults.push(`there is no command "${name}": use ${COMMANDS.join(', ')}`);
  if (json && name !== 'doctor') faults.push('--json belongs to doctor');
  if (more.length > 0) faults.push(`unexpected argument "${more[0]}"`);
  const values = givenValues(flags, env, faults);
  // asks another process, which has a store
  const isHealthcheck = instead.includes('healthcheck');
  const store = storeConfig(values, isHealthcheck ? [] : faults);
  const command = configured(name, { values, env, json, store, faults });
  if (faults.length > 0) throw new ConfigError(faults.join('; '));
  if (instead.includes('print-config')) return { name: 'print-config', text: printedConfig(values) };
  return isHealthcheck && command.name === 'serve' ? { name: 'healthcheck', url: readyUrl(command) } : command;
}

interface Asked {
  readonly values: Values;
  readonly env: Env;
  readonly json: boolean;
  readonly store: StoreConfig;
  readonly faults: string[];
}

/** A command with what it needs to know: only a server is refused for a server's settings. */
function configured(name: string, { values, env, json, store, faults }: Asked): Extract<Command, StoreConfig> {
  if (name === 'migrate') return { name, ...store };
  if (name === 'doctor') return { name, json, ...store, ...serializersOf(values, faults) };
  return { name: 'serve', ...store, ...serveConfig(values, env, faults) };
}

/** Where a server of this configuration says whether it is ready. */
function readyUrl({ host, port }: { readonly host: string; readonly port: number }): string {
  // every address is no address that one can ask
  const asked = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${asked.includes(':') ? `[${asked}]` : asked}:${port}/readyz`;
}

/**
 * Refuses a Node on which opening a SQLite file would crash the process: better-sqlite3 13 needs what came with 22.14.
 *
 * @throws {@link ConfigError}
 */
export function checkNode(version: string, store: string): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (store.startsWith('sqlite:') && (major < 22 || (major === 22 && minor < 14)))
    throw new ConfigError(`SQLite stores need Node 22.14 or newer, and this is ${version}`);
}

function storeConfig(values: Values, faults: string[]): StoreConfig {
  const store = textOf(values, 'store') ?? '';
  const tablePrefix = textOf(values, 'table-prefix') ?? '';
  const schema = textOf(values, 'schema');
  if (store === '') faults.push(`no store: pass --store URL or set ${variable('store')}`);
  if (!/^[\w$]*$/.test(tablePrefix)) faults.push(`table prefix "${tablePrefix}" is not of letters, digits, _ and $`);
  return { store, tablePrefix, ...(schema === undefined ? {} : { schema }) };
}

function serveConfig(values: Values, env: Env, faults: string[]): Omit<ServeConfig, keyof StoreConfig> {
  const host = textOf(values, 'host') ?? '';
  return {
    host,
    auth: readAuth(textsOf(values), env, { host, faults }),
    allowOrigins: readOrigins(textOf(values, 'allow-origin'), faults),
    port: numberOf(values, 'port', { from: 0, to: 65_535, faults }),
    basePath: basePathOf(textOf(values, 'base-path') ?? '', faults),
    idFirst: switchOf('id-first-urls', values, faults),
    appendSlash: switchOf('append-slash', values, faults),
    batchResultLimit: numberOf(values, 'batch-result-limit', { from: 0, to: MOST_BATCH_RESULT, faults }),
    exceptionClasses: textOf(values, 'exception-classes'),
    ...serializersOf(values, faults),
    ...operationsConfig(values, faults),
    logLevel: logLevelOf(textOf(values, 'log-level') ?? '', faults),
  };
}

/** A result is hashed in one go: of more than 16 MB, other requests would have to wait for it. */
const MOST_BATCH_RESULT = 16 * 1024 * 1024;

function basePathOf(text: string, faults: string[]): string {
  if (!/^[\w.~/-]*$/.test(text) || text.includes('//')) faults.push(`base path "${text}" is not a path like /celery/`);
  return `/${text}/`.replace(/\/+/g, '/');
}

function switchOf(name: Setting, values: Values, faults: string[]): boolean {
  const text = (textOf(values, name) ?? '').toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  if (!['false', '0', 'no', 'off'].includes(text)) faults.push(`${name} is "${text}", neither true nor false`);
  return false;
}

function serializersOf(values: Values, faults: string[]): Pick<ServeConfig, 'serializer' | 'acceptContent'> {
  const name = textOf(values, 'serializer') ?? '';
  const serializer = serializerNamed(name);
  if (!serializer) faults.push(`serializer "${name}" is not one of ${SERIALIZERS.join(', ')}`);
  const acceptContent: Serializer[] = [];
  const accept = textOf(values, 'accept-content');
  for (const part of (accept ?? name).split(',').map((text) => text.trim())) {
    const accepted = serializerNamed(part) ?? serializerOfType(part);
    if (accepted) acceptContent.push(accepted);
    else if (accept !== undefined)
      faults.push(`accepted content "${part}" is neither a serializer nor a content type of one`);
  }
  return { serializer: serializer ?? 'json', acceptContent };
}

const SERIALIZERS = Object.keys(CONTENT_TYPES) as Serializer[];

function serializerNamed(name: string): Serializer | undefined {
  return SERIALIZERS.find((one) => one === name);
}

/** Celery's accept_content takes content types as well as names. */
function serializerOfType(contentType: string): Serializer | undefined {
  return SERIALIZERS.find((one) => CONTENT_TYPES[one] === contentType);
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

function logLevelOf(text: string, faults: string[]): string {
  if (!LOG_LEVELS.includes(text)) faults.push(`log level "${text}" is not one of ${LOG_LEVELS.join(', ')}`);
  return text;
}
