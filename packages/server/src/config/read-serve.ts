import { randomUUID } from 'node:crypto';
import { readAddress } from './read-address.ts';
import { readAuth } from './read-auth.ts';
import { readHosts } from './read-hosts.ts';
import { numberOf } from './read-number.ts';
import { readOperations } from './read-operations.ts';
import { readOrigins } from './read-origins.ts';
import { readBasePaths, readProgressPath } from './read-paths.ts';
import { readPython } from './read-python.ts';
import { readSerializers } from './read-serializers.ts';
import { readSwitch } from './read-switch.ts';
import { readUi, withSessionCookie } from './read-ui.ts';
import type { ServeConfig, StoreConfig } from './serve-config.ts';
import { SECRETS, variable } from './settings.ts';
import { splitList } from './split-list.ts';
import { type Env, textOf, textsOf, type Values } from './values.ts';

/** Limit of a result in a batch. A result is hashed without a pause, so a larger one would block other requests. */
const MAX_BATCH_RESULT_BYTES = 16 * 1024 * 1024;
/** Limit of the results of a batch together. The answer is built as one text before it is sent. */
const MAX_BATCH_ANSWER_BYTES = 256 * 1024 * 1024;

export function readServe(values: Values, env: Env, errors: string[]): Omit<ServeConfig, keyof StoreConfig> {
  const address = readAddress(values, errors);
  // only this machine can reach a Unix socket
  const host = address.socket === undefined ? address.host : 'localhost';
  const [basePath, ...otherBasePaths] = readBasePaths(textOf(values, 'base-path') ?? '', errors);
  const basePaths = [basePath, ...otherBasePaths];
  const auth = readAuth(textsOf(values), env, { host, errors });
  const ui = readUi(values, { auth, host }, errors);
  return {
    ...address,
    auth: withSessionCookie(auth, ui),
    ui,
    allowedHosts: readHosts(textOf(values, 'allowed-hosts'), { host, isOpen: auth.mode === 'none', errors }),
    allowOrigins: readOrigins(textOf(values, 'allow-origin'), errors),
    allowHeaders: readHeaderNames(textOf(values, 'allow-headers'), errors),
    basePath,
    otherBasePaths,
    celeryProgressPath: readProgressPath(textOf(values, 'celery-progress-path'), basePaths, errors),
    idFirst: readSwitch('id-first-urls', values, errors),
    appendSlash: readSwitch('append-slash', values, errors),
    batchResultLimit: numberOf(values, 'batch-result-limit', { from: 0, to: MAX_BATCH_RESULT_BYTES, errors }),
    batchAnswerLimit: numberOf(values, 'batch-answer-limit', { from: 0, to: MAX_BATCH_ANSWER_BYTES, errors }),
    replica: textOf(values, 'replica'),
    exceptionClasses: textOf(values, 'exception-classes'),
    jsonTypes: textOf(values, 'json-types'),
    python: readPython(values, errors),
    ...readSerializers(values, errors),
    ...readOperations(values, errors),
    logClients: readLogClients(textOf(values, 'log-clients') ?? '', errors),
    logLevel: readLogLevel(textOf(values, 'log-level') ?? '', errors),
    warnings: [...warningsOf(values), ...warningsOfSocket(values)],
  };
}

/** The name of a header: a token by RFC 9110. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

function readHeaderNames(text: string | undefined, errors: string[]): readonly string[] {
  const names = splitList(text ?? '');
  for (const name of names)
    if (!HEADER_NAME.test(name) || name === '*') errors.push(`allowed header "${name}" is not the name of a header`);
  return names;
}

/** Warns of passwords in flags: every user of a machine can read the command lines of its processes. */
function warningsOf(values: Values): readonly string[] {
  return SECRETS.flatMap(([name, file]) => {
    const { text = '', from = '' } = values.get(name) ?? {};
    if (!from.startsWith('flag') || !URL.canParse(text) || new URL(text).password === '') return [];
    const advice = `use the variable ${variable(name)} or the option --${file}`;
    return [`the password of --${name} can be read by every user of this machine: ${advice}`];
  });
}

/** Warns of a socket without trusted proxies: its connections have no addresses to tell visitors apart. */
function warningsOfSocket(values: Values): readonly string[] {
  if (textOf(values, 'listen') === undefined || Number(textOf(values, 'trusted-proxies')) > 0) return [];
  const advice = 'give the number of your proxies (--trusted-proxies)';
  return [`all visitors of the Unix socket share the limits of one address: ${advice}`];
}

/** Reads how clients are named. Each start has a new key, so hashes cannot be compared or reversed later. */
function readLogClients(text: string, errors: string[]): ServeConfig['logClients'] {
  if (text === 'plain' || text === 'none') return { mode: text };
  if (text !== 'hash') errors.push(`log clients "${text}" is not one of hash, plain, none`);
  return { mode: 'hash', key: randomUUID() };
}

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'];

function readLogLevel(text: string, errors: string[]): string {
  if (!LOG_LEVELS.includes(text)) errors.push(`log level "${text}" is not one of ${LOG_LEVELS.join(', ')}`);
  return text;
}
