import { DEFAULTS } from '../http/options.ts';
import { NEWEST_PYTHON, PYTHONS } from '../lib/unicode.ts';

/** A setting: its flag, its variable, its key in the file, and its line in `--help`. */
export interface SettingInfo {
  /** The form of the value. A setting without one is a switch. */
  readonly hint?: string;
  readonly help: string;
  /** The value if none is given. */
  readonly default?: string;
  /** Marks a URL that may contain a password, by the setting that names a file with the URL. */
  readonly secret?: Setting;
}

/** The value of a setting, and its source: a flag, a variable or a file. */
export interface SettingValue {
  readonly text: string;
  readonly from: string;
}

export type Setting =
  | 'config'
  | 'store'
  | 'store-file'
  | 'replica'
  | 'replica-file'
  | 'host'
  | 'port'
  | 'listen'
  | 'socket-mode'
  | 'base-path'
  | 'celery-progress-path'
  | 'allowed-hosts'
  | 'auth'
  | 'auth-key-file'
  | 'auth-jwks-url'
  | 'auth-jwks-url-file'
  | 'auth-algorithms'
  | 'auth-audience'
  | 'auth-issuer'
  | 'auth-cookie'
  | 'auth-deny-file'
  | 'auth-deny-redis'
  | 'auth-deny-redis-file'
  | 'auth-deny-redis-key'
  | 'auth-forward-url'
  | 'auth-forward-headers'
  | 'auth-forward-url-file'
  | 'allow-origin'
  | 'allow-headers'
  | 'ui'
  | 'ui-title'
  | 'ui-link'
  | 'ui-frame-ancestors'
  | 'ui-login-url'
  | 'serializer'
  | 'accept-content'
  | 'table-prefix'
  | 'schema'
  | 'key-prefix'
  | 'sentinel-master'
  | 'task-table'
  | 'group-table'
  | 'task-schema'
  | 'group-schema'
  | 'celery-timezone'
  | 'task-id-max-length'
  | 'exception-classes'
  | 'json-types'
  | 'python'
  | 'batch-result-limit'
  | 'batch-answer-limit'
  | 'answer-memory'
  | 'max-ids'
  | 'max-body'
  | 'max-url'
  | 'cache-size'
  | 'rate-limit-address'
  | 'rate-limit-token'
  | 'rate-limit-redis'
  | 'rate-limit-redis-file'
  | 'trusted-proxies'
  | 'max-streams'
  | 'max-streams-token'
  | 'max-streams-address'
  | 'max-watched-ids'
  | 'poll-interval'
  | 'changes-bus'
  | 'changes-bus-file'
  | 'max-connections'
  | 'max-connections-address'
  | 'max-in-flight'
  | 'max-loop-delay'
  | 'database-timeout'
  | 'prepared-statements'
  | 'drain-delay'
  | 'drain-timeout'
  | 'admin-port'
  | 'admin-host'
  | 'workers'
  | 'log-level'
  | 'log-clients'
  | 'id-first-urls'
  | 'append-slash';

/** The table of settings, in the order of `--help`. */
export const SETTINGS: Readonly<Record<Setting, SettingInfo>> = {
  config: { hint: 'FILE', help: 'JSON file with settings; its keys are the names of the flags' },
  store: {
    hint: 'URL',
    help: 'where the results are: sqlite:///relative, sqlite:////absolute, postgres://…, mysql://…, redis://…, db+…',
    secret: 'store-file',
  },
  'store-file': { hint: 'FILE', help: 'file that contains the store URL, such as a mounted secret' },
  replica: { hint: 'URL', help: 'a replica of the store, which is read first (none)', secret: 'replica-file' },
  'replica-file': { hint: 'FILE', help: 'file that contains the URL of the replica' },
  host: { hint: 'ADDRESS', help: 'address to listen on', default: '127.0.0.1' },
  port: { hint: 'NUMBER', help: 'port to listen on; 0 picks a free port; else the variable PORT', default: '8787' },
  listen: { hint: 'unix:PATH', help: 'Unix socket to listen on, instead of host and port' },
  'socket-mode': { hint: 'OCTAL', help: "permissions of the Unix socket's file", default: '660' },
  'base-path': {
    hint: 'PATH',
    help: 'path below which the URLs are mounted, or several separated by commas',
    default: DEFAULTS.basePath,
  },
  'celery-progress-path': {
    hint: 'PATH',
    help: 'path below which tasks are answered as the package celery-progress does, such as /celery-progress/ (off)',
  },
  'allowed-hosts': {
    hint: 'HOSTS',
    help: 'hosts that requests may name, separated by commas (on loopback without auth: loopback names; else *)',
  },
  auth: { hint: 'MODE', help: 'jwt, forward, or none: serve everyone who can connect (none on loopback)' },
  'auth-key-file': { hint: 'FILE', help: 'for jwt: the key of HS256, and the previous key in a second line' },
  'auth-jwks-url': {
    hint: 'URL',
    help: 'for jwt: the URL at which a login service publishes its keys',
    secret: 'auth-jwks-url-file',
  },
  'auth-jwks-url-file': { hint: 'FILE', help: 'for jwt: file that contains that URL' },
  'auth-algorithms': { hint: 'NAMES', help: 'for a JWKS: accepted signature algorithms, separated by commas (RS256)' },
  'auth-audience': { hint: 'TEXT', help: 'for jwt: the aud of tokens for this server (celery-results)' },
  'auth-issuer': { hint: 'TEXT', help: 'for jwt: the iss of tokens (any)' },
  'auth-cookie': { hint: 'NAME', help: 'for jwt: a __Secure- cookie that may hold the token' },
  'auth-deny-file': { hint: 'FILE', help: 'for jwt: revoked tokens, one jti in each line; read again when it changes' },
  'auth-deny-redis': {
    hint: 'URL',
    help: 'for jwt: Redis with a set of revoked tokens, by their jti (none)',
    secret: 'auth-deny-redis-file',
  },
  'auth-deny-redis-file': { hint: 'FILE', help: 'for jwt: file that contains the URL of that Redis' },
  'auth-deny-redis-key': { hint: 'TEXT', help: 'for jwt: the key of that set (celery-results:revoked)' },
  'auth-forward-url': {
    hint: 'URL',
    help: "for forward: Django's URL that answers a visitor's claims",
    secret: 'auth-forward-url-file',
  },
  'auth-forward-url-file': { hint: 'FILE', help: 'for forward: file that contains that URL' },
  'auth-forward-headers': {
    hint: 'NAMES',
    help: 'for forward: headers that are sent to it, of cookie and authorization (cookie)',
  },
  'allow-origin': {
    hint: 'ORIGINS',
    help: 'origins whose pages may read the answers, separated by commas; one * in https://pr-*.shop.example (none)',
  },
  'allow-headers': { hint: 'NAMES', help: 'further headers that these pages may send, separated by commas (none)' },
  ui: { help: 'serve the status page at ui/ (on with auth and on loopback, else off)' },
  'ui-title': { hint: 'TEXT', help: 'text in the header of the status page (none)' },
  'ui-link': { hint: 'LINKS', help: 'links of each task, separated by commas, such as Logs=https://logs.example/{id}' },
  'ui-frame-ancestors': {
    hint: 'ORIGINS',
    help: 'origins whose pages may show the status page in a frame, separated by commas, or self (none)',
  },
  'ui-login-url': { hint: 'PAGE', help: 'for forward: the login that the status page leads to; it adds next (none)' },
  serializer: { hint: 'NAME', help: "Celery's result_serializer: json, yaml, pickle or msgpack", default: 'json' },
  'accept-content': { hint: 'NAMES', help: "Celery's accept_content, separated by commas (the serializer)" },
  'table-prefix': { hint: 'TEXT', help: 'text before django_celery_results_… in table names (none)' },
  schema: { hint: 'NAME', help: 'schema of PostgreSQL or database of MySQL with the tables' },
  'key-prefix': { hint: 'TEXT', help: "for Redis: Celery's global_keyprefix; :1: for Django's cache (none)" },
  'sentinel-master': { hint: 'NAME', help: 'for sentinel://: the name of the master, as the sentinels know it' },
  'task-table': { hint: 'NAME', help: "for db+ URLs: database_table_names['task'] of Celery (celery_taskmeta)" },
  'group-table': { hint: 'NAME', help: "for db+ URLs: database_table_names['group'] of Celery (celery_tasksetmeta)" },
  'task-schema': { hint: 'NAME', help: "for db+ URLs: database_table_schemas['task'] of Celery (the schema)" },
  'group-schema': { hint: 'NAME', help: "for db+ URLs: database_table_schemas['group'] of Celery (the schema)" },
  'celery-timezone': { hint: 'ZONE', help: 'for db+ URLs: the time zone of stored dates', default: 'UTC' },
  'task-id-max-length': { hint: 'NUMBER', help: 'for migrate: characters of an id in new tables', default: '255' },
  'exception-classes': { hint: 'FILE', help: "JSON file or ES module that names your project's own exception classes" },
  'json-types': { hint: 'FILE', help: "JSON file or ES module that names the types of kombu's register_type" },
  python: {
    hint: 'VERSION',
    help: `release of Python that Django runs on: ${PYTHONS.join(', ')}`,
    default: NEWEST_PYTHON,
  },
  'batch-result-limit': {
    hint: 'BYTES',
    help: 'largest result that a batch contains',
    default: String(DEFAULTS.batchResultLimit),
  },
  'batch-answer-limit': {
    hint: 'BYTES',
    help: 'largest size of all results of a batch together',
    default: String(DEFAULTS.batchAnswerLimit),
  },
  'answer-memory': { hint: 'BYTES', help: "memory for all answers together (a quarter of Node's heap)" },
  'max-ids': { hint: 'NUMBER', help: 'largest number of ids in a batch', default: String(DEFAULTS.maxIds) },
  'max-body': { hint: 'BYTES', help: 'largest body of a request', default: String(DEFAULTS.maxBody) },
  'max-url': { hint: 'BYTES', help: 'longest URL', default: String(DEFAULTS.maxUrl) },
  'cache-size': {
    hint: 'BYTES',
    help: 'size of the cache of large responses; 0 turns it off',
    default: String(DEFAULTS.cacheSize),
  },
  'rate-limit-address': { hint: 'N/SECONDS', help: 'largest number of requests of an address in a time (no limit)' },
  'rate-limit-token': { hint: 'N/SECONDS', help: 'largest number of requests with a token in a time (no limit)' },
  'rate-limit-redis': {
    hint: 'URL',
    help: 'Redis in which several servers count together (none)',
    secret: 'rate-limit-redis-file',
  },
  'rate-limit-redis-file': { hint: 'FILE', help: 'file that contains the URL of that Redis' },
  'trusted-proxies': { hint: 'NUMBER', help: 'number of proxies in front that set X-Forwarded-For', default: '0' },
  'max-streams': {
    hint: 'NUMBER',
    help: 'largest number of open streams of a process; more get 503',
    default: String(DEFAULTS.streams.all),
  },
  'max-streams-token': {
    hint: 'NUMBER',
    help: 'largest number of open streams of a token; more get 429',
    default: String(DEFAULTS.streams.token),
  },
  'max-streams-address': {
    hint: 'NUMBER',
    help: 'largest number of open streams of an address; more get 429',
    default: String(DEFAULTS.streams.address),
  },
  'max-watched-ids': {
    hint: 'NUMBER',
    help: 'largest number of ids that all streams of a process watch; more get 503',
    default: String(DEFAULTS.streams.ids),
  },
  'poll-interval': { hint: 'MS', help: 'time between two reads that look for changes, for streams', default: '1000' },
  'changes-bus': {
    hint: 'URL',
    help: 'Redis or PostgreSQL over which one of several servers reports changes to the others (none)',
    secret: 'changes-bus-file',
  },
  'changes-bus-file': { hint: 'FILE', help: 'file that contains that URL' },
  'max-connections': { hint: 'NUMBER', help: 'largest number of connections', default: '100000' },
  'max-connections-address': { hint: 'NUMBER', help: 'largest number of connections of an address (no limit)' },
  'max-in-flight': { hint: 'NUMBER', help: 'largest number of requests in flight; more get 503', default: '500' },
  'max-loop-delay': { hint: 'MS', help: 'event loop delay above which requests get 503', default: '250' },
  'database-timeout': { hint: 'MS', help: 'longest wait for the database; then 503', default: '2000' },
  'prepared-statements': {
    hint: 'MODE',
    help: 'auto: until a pooler in transaction mode is noticed; off: never',
    default: 'auto',
  },
  'drain-delay': {
    hint: 'SECONDS',
    help: 'time after SIGTERM in which only /readyz changes',
    default: '0',
  },
  'drain-timeout': { hint: 'SECONDS', help: 'time for requests in flight to finish', default: '10' },
  'admin-port': { hint: 'NUMBER', help: 'port for /metrics (default: off; 0 picks a free port)' },
  'admin-host': { hint: 'ADDRESS', help: 'address for /metrics', default: '127.0.0.1' },
  workers: { hint: 'NUMBER', help: 'number of processes, for machines with more cores', default: '1' },
  'log-level': { hint: 'LEVEL', help: 'trace, debug, info, warn, error or silent', default: 'info' },
  'log-clients': {
    hint: 'HOW',
    help: 'address and subject in the line of a request: hash, plain or none',
    default: 'hash',
  },
  'id-first-urls': { help: 'serve the legacy ID-first URLs too', default: 'true' },
  'append-slash': { help: 'redirect paths that lack only the final slash', default: 'true' },
};

export const NAMES: readonly Setting[] = Object.keys(SETTINGS).filter(isSetting);

export const PREFIX = 'CELERY_RESULTS_';

/** Settings that may contain a secret, each with the setting that names a file with its value. */
export const SECRETS: readonly (readonly [Setting, Setting])[] = NAMES.flatMap((name) => {
  const { secret } = SETTINGS[name];
  return secret === undefined ? [] : [[name, secret] as const];
});

/** The environment variable of a setting. */
export function variable(name: Setting): string {
  return PREFIX + name.toUpperCase().replaceAll('-', '_');
}

export function isSetting(name: string): name is Setting {
  return Object.hasOwn(SETTINGS, name);
}
