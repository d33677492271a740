import { AUTH_SETTINGS, type AuthSetting } from './read-auth.ts';

/** One setting: its flag, its variable, its key in the file, and what `--help` says of it. */
export interface SettingOf {
  /** What the value is; a setting without one is a switch. */
  readonly hint?: string;
  readonly help: string;
  /** What holds where nobody gives a value. */
  readonly default?: string;
  /** It is a URL that may hold a password. */
  readonly secret?: 'url';
}

/** What a setting is set to, and who said so: a flag, a variable or a file. */
export interface Given {
  readonly text: string;
  readonly from: string;
}

export type Setting =
  | 'config'
  | 'store'
  | 'host'
  | 'port'
  | 'base-path'
  | AuthSetting
  | 'serializer'
  | 'accept-content'
  | 'table-prefix'
  | 'schema'
  | 'exception-classes'
  | 'batch-result-limit'
  | 'max-ids'
  | 'max-body'
  | 'max-url'
  | 'cache-size'
  | 'rate-limit-address'
  | 'rate-limit-token'
  | 'rate-limit-redis'
  | 'trusted-proxies'
  | 'max-in-flight'
  | 'max-loop-delay'
  | 'database-timeout'
  | 'drain-delay'
  | 'drain-timeout'
  | 'admin-port'
  | 'admin-host'
  | 'workers'
  | 'log-level'
  | 'id-first-urls'
  | 'append-slash';

export const SETTINGS: Readonly<Record<Setting, SettingOf>> = {
  config: { hint: 'FILE', help: 'JSON file with settings, named as the flags are' },
  store: {
    hint: 'URL',
    help: 'where the results are: sqlite:///relative, sqlite:////absolute, postgres://…, mysql://…',
    secret: 'url',
  },
  host: { hint: 'ADDRESS', help: 'address to listen on', default: '127.0.0.1' },
  port: { hint: 'NUMBER', help: 'port to listen on; 0 takes a free one', default: '8787' },
  'base-path': { hint: 'PATH', help: 'where the URLs are mounted', default: '/celery/' },
  ...AUTH_SETTINGS,
  serializer: { hint: 'NAME', help: "Celery's result_serializer: json, yaml, pickle or msgpack", default: 'json' },
  'accept-content': { hint: 'NAMES', help: "Celery's accept_content, with commas (the serializer)" },
  'table-prefix': { hint: 'TEXT', help: 'what stands before django_celery_results_… in table names (nothing)' },
  schema: { hint: 'NAME', help: 'schema of PostgreSQL or database of MySQL that holds the tables' },
  'exception-classes': { hint: 'FILE', help: "ES module that names your project's own exception classes" },
  'batch-result-limit': { hint: 'BYTES', help: 'largest result that a batch holds', default: '524288' },
  'max-ids': { hint: 'NUMBER', help: 'most ids of a batch', default: '1000' },
  'max-body': { hint: 'BYTES', help: 'largest body of a request', default: '262144' },
  'max-url': { hint: 'BYTES', help: 'longest URL', default: '8192' },
  'cache-size': {
    hint: 'BYTES',
    help: 'large answers that are kept while their rows stay the same; 0 keeps none',
    default: '67108864',
  },
  'rate-limit-address': { hint: 'N/SECONDS', help: 'most requests of one address in so many seconds (no limit)' },
  'rate-limit-token': { hint: 'N/SECONDS', help: 'most requests with one token in so many seconds (no limit)' },
  'rate-limit-redis': { hint: 'URL', help: 'where several servers count together (each for itself)', secret: 'url' },
  'trusted-proxies': { hint: 'NUMBER', help: 'proxies in front, each of which adds to X-Forwarded-For', default: '0' },
  'max-in-flight': { hint: 'NUMBER', help: 'requests at work at once; more are answered 503', default: '500' },
  'max-loop-delay': { hint: 'MS', help: 'delay of the event loop from which on 503 is answered', default: '250' },
  'database-timeout': { hint: 'MS', help: 'longest wait for the database, then 503', default: '2000' },
  'drain-delay': {
    hint: 'SECONDS',
    help: 'time after SIGTERM in which /readyz is red and all else goes on',
    default: '0',
  },
  'drain-timeout': { hint: 'SECONDS', help: 'time that requests in flight have to finish', default: '10' },
  'admin-port': { hint: 'NUMBER', help: 'port of /metrics (no such port); 0 takes a free one' },
  'admin-host': { hint: 'ADDRESS', help: 'address of /metrics', default: '127.0.0.1' },
  workers: { hint: 'NUMBER', help: 'processes that answer, for machines with more cores', default: '1' },
  'log-level': { hint: 'LEVEL', help: 'trace, debug, info, warn, error or silent', default: 'info' },
  'id-first-urls': { help: 'serve the legacy ID-first URLs too', default: 'true' },
  'append-slash': { help: 'redirect paths that only lack the final slash', default: 'true' },
};

export const NAMES: readonly Setting[] = Object.keys(SETTINGS).filter(isSetting);

export const PREFIX = 'CELERY_RESULTS_';

/** The variable of a setting. */
export function variable(name: Setting): string {
  return PREFIX + name.toUpperCase().replaceAll('-', '_');
}

export function isSetting(name: string): name is Setting {
  return Object.hasOwn(SETTINGS, name);
}

/** What `--help` says of every setting. */
export function settingsHelp(): string {
  const lines = NAMES.map((name) => {
    const { hint, help, default: value } = SETTINGS[name];
    const flag = hint === undefined ? `--[no-]${name}` : `--${name} ${hint}`;
    const shown = value === undefined ? '' : ` (${hint === undefined ? 'on' : value})`;
    return `  ${flag.padEnd(32)}${help}${shown}\n${' '.repeat(34)}${variable(name)}`;
  });
  return lines.join('\n');
}
