import { parseArgs } from 'node:util';
import { CONTENT_TYPES, type Serializer } from './codecs/serializers.ts';
import { ConfigError } from './errors.ts';

/** What the command is to do. */
export type Command =
  | { readonly name: 'help' | 'version' }
  | ({ readonly name: 'migrate' } & StoreConfig)
  | ({ readonly name: 'serve' } & ServeConfig);

/** Where the tables are. */
export interface StoreConfig {
  readonly store: string;
  /** Before the tables' own names; empty for none. */
  readonly tablePrefix: string;
  /** Schema of PostgreSQL, or database of MySQL, when it is not the one that the URL leads to. */
  readonly schema?: string;
}

export interface ServeConfig extends StoreConfig {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** With a slash at both ends. */
  readonly basePath: string;
  readonly idFirst: boolean;
  readonly appendSlash: boolean;
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

/** Every setting: its flag, its variable and what `--help` says of it. */
const SETTINGS = {
  store: {
    hint: 'URL',
    help: 'where the results are: sqlite:///relative, sqlite:////absolute, postgres://…, mysql://…',
  },
  host: { hint: 'ADDRESS', help: 'address to listen on (127.0.0.1)' },
  port: { hint: 'NUMBER', help: 'port to listen on (8787); 0 takes a free one' },
  'base-path': { hint: 'PATH', help: 'where the URLs are mounted (/celery/)' },
  auth: { hint: 'none', help: 'none: serve everyone who can connect; needed for any address but loopback' },
  serializer: { hint: 'NAME', help: "Celery's result_serializer: json, yaml, pickle or msgpack (json)" },
  'accept-content': { hint: 'NAMES', help: "Celery's accept_content, with commas (the serializer)" },
  'table-prefix': { hint: 'TEXT', help: 'what stands before django_celery_results_… in table names (nothing)' },
  schema: { hint: 'NAME', help: 'schema of PostgreSQL or database of MySQL that holds the tables' },
  'exception-classes': { hint: 'FILE', help: "ES module that names your project's own exception classes" },
  'batch-result-limit': { hint: 'BYTES', help: 'largest result that a batch holds (524288)' },
  'log-level': { hint: 'LEVEL', help: 'trace, debug, info, warn, error or silent (info)' },
  'id-first-urls': { help: 'serve the legacy ID-first URLs too (on)' },
  'append-slash': { help: 'redirect paths that only lack the final slash (on)' },
} as const;

type Setting = keyof typeof SETTINGS;
type Values = Partial<Record<Setting, string>>;

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];
const PREFIX = 'CELERY_RESULTS_';
const TEXT_SETTINGS = [
  'store',
  'host',
  'port',
  'base-path',
  'auth',
  'serializer',
  'accept-content',
  'table-prefix',
  'schema',
  'exception-classes',
  'batch-result-limit',
  'log-level',
] as const;
const SWITCHES = ['id-first-urls', 'append-slash'] as const;

/** The text of `--help`. */
export function helpText(): string {
  const lines = Object.entries(SETTINGS).map(([name, setting]) => {
    const flag = 'hint' in setting ? `--${name} ${setting.hint}` : `--[no-]${name}`;
    return `  ${flag.padEnd(28)}${setting.help}\n${' '.repeat(30)}${variable(name)}`;
  });
  return `Usage: celery-results-server [serve|migrate] --store URL [options]

  serve      answer django-celery-results' status URLs from the database (default)
  migrate    create the tables in a database that lacks them

${lines.join('\n')}
  --help, --version

A flag goes before its variable.
`;
}

/**
 * Reads the command line and the `CELERY_RESULTS_*` variables.
 *
 * @throws {@link ConfigError} that names every fault found, and never a value that may hold a password
 */
export function readCommand(args: readonly string[], env: Readonly<Record<string, string | undefined>>): Command {
  const { values: flags, positionals } = parsed(args);
  if (flags['help'] === true) return { name: 'help' };
  if (flags['version'] === true) return { name: 'version' };
  const [name = 'serve', ...more] = positionals;
  const faults: string[] = [];
  if (name !== 'serve' && name !== 'migrate') faults.push(`there is no command "${name}": use serve or migrate`);
  if (more.length > 0) faults.push(`unexpected argument "${more[0]}"`);
  const values = { ...fromVariables(env, faults), ...fromFlags(flags) };
  const store = storeConfig(values, faults);
  const config = name === 'migrate' ? undefined : serveConfig(values, faults);
  if (faults.length > 0) throw new ConfigError(faults.join('; '));
  return config ? { name: 'serve', ...store, ...config } : { name: 'migrate', ...store };
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

function parsed(args: readonly string[]): {
  values: Readonly<Record<string, unknown>>;
  positionals: readonly string[];
} {
  const strings = TEXT_SETTINGS.map((name) => [name, { type: 'string' }] as const);
  const switches = [...SWITCHES, 'help', 'version'].map((name) => [name, { type: 'boolean' }] as const);
  try {
    const options = Object.fromEntries<{ type: 'string' | 'boolean' }>([...strings, ...switches]);
    return parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    // the first sentence is enough: the rest explains positional arguments
    throw new ConfigError(String(error instanceof Error ? error.message : error).split('. ')[0] ?? '');
  }
}

function fromFlags(flags: Readonly<Record<string, unknown>>): Values {
  const values: Values = {};
  for (const name of [...TEXT_SETTINGS, ...SWITCHES]) if (flags[name] !== undefined) values[name] = String(flags[name]);
  return values;
}

function fromVariables(env: Readonly<Record<string, string | undefined>>, faults: string[]): Values {
  const known = new Map<string, Setting>([...TEXT_SETTINGS, ...SWITCHES].map((name) => [variable(name), name]));
  const values: Values = {};
  for (const [key, value] of Object.entries(env)) {
    // the project's own tests have variables too
    if (!key.startsWith(PREFIX) || key.startsWith(`${PREFIX}TEST_`) || value === undefined) continue;
    const setting = known.get(key);
    if (setting) values[setting] = value;
    else faults.push(`the variable ${key} is not known`);
  }
  return values;
}

function variable(name: string): string {
  return PREFIX + name.toUpperCase().replaceAll('-', '_');
}

function storeConfig(values: Values, faults: string[]): StoreConfig {
  const { store = '', 'table-prefix': tablePrefix = '', schema } = values;
  if (store === '') faults.push(`no store: pass --store URL or set ${variable('store')}`);
  if (!/^[\w$]*$/.test(tablePrefix)) faults.push(`table prefix "${tablePrefix}" is not of letters, digits, _ and $`);
  return { store, tablePrefix, ...(schema === undefined ? {} : { schema }) };
}

function serveConfig(values: Values, faults: string[]): Omit<ServeConfig, keyof StoreConfig> {
  const host = values.host ?? '127.0.0.1';
  if (values.auth !== undefined && values.auth !== 'none')
    faults.push(`auth mode "${values.auth}" is not known: use none`);
  if (!isLoopback(host) && values.auth !== 'none')
    faults.push(
      `${host} can be reached by strangers and there is no auth: listen on 127.0.0.1, or pass --auth none to serve everyone`,
    );
  return {
    host,
    port: portOf(values.port ?? '8787', faults),
    basePath: basePathOf(values['base-path'] ?? '/celery/', faults),
    idFirst: switchOf('id-first-urls', values, faults),
    appendSlash: switchOf('append-slash', values, faults),
    batchResultLimit: batchResultLimitOf(values['batch-result-limit'] ?? '524288', faults),
    exceptionClasses: values['exception-classes'],
    ...serializersOf(values, faults),
    logLevel: logLevelOf(values['log-level'] ?? 'info', faults),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function portOf(text: string, faults: string[]): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) faults.push(`port "${text}" is not a number from 0 to 65535`);
  return Number(text);
}

/** A result is hashed in one go: of more than 16 MB, other requests would have to wait for it. */
const MOST_BATCH_RESULT = 16 * 1024 * 1024;

function batchResultLimitOf(text: string, faults: string[]): number {
  if (!/^\d{1,8}$/.test(text) || Number(text) > MOST_BATCH_RESULT)
    faults.push(`batch result limit "${text}" is not a number of bytes from 0 to ${MOST_BATCH_RESULT}`);
  return Number(text);
}

function basePathOf(text: string, faults: string[]): string {
  if (!/^[\w.~/-]*$/.test(text) || text.includes('//')) faults.push(`base path "${text}" is not a path like /celery/`);
  return `/${text}/`.replace(/\/+/g, '/');
}

function switchOf(name: (typeof SWITCHES)[number], values: Values, faults: string[]): boolean {
  const text = (values[name] ?? 'true').toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  if (!['false', '0', 'no', 'off'].includes(text)) faults.push(`${name} is "${text}", neither true nor false`);
  return false;
}

function serializersOf(values: Values, faults: string[]): Pick<ServeConfig, 'serializer' | 'acceptContent'> {
  const name = values.serializer ?? 'json';
  const serializer = serializerNamed(name);
  if (!serializer) faults.push(`serializer "${name}" is not one of ${SERIALIZERS.join(', ')}`);
  const acceptContent: Serializer[] = [];
  for (const part of (values['accept-content'] ?? name).split(',').map((text) => text.trim())) {
    const accepted = serializerNamed(part) ?? serializerOfType(part);
    if (accepted) acceptContent.push(accepted);
    else if (values['accept-content'] !== undefined)
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

function logLevelOf(text: string, faults: string[]): string {
  if (!LOG_LEVELS.includes(text)) faults.push(`log level "${text}" is not one of ${LOG_LEVELS.join(', ')}`);
  return text;
}
