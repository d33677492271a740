import { hasClearPassword } from '../lib/has-clear-password.ts';
import { NAMES, SETTINGS, type Setting } from './settings.ts';
import { textOf, type Values } from './values.ts';

/** Returns every setting with its value and source, as JSON. Secrets are replaced by `***`. */
export function printedConfig(values: Values): string {
  const shown = NAMES.map((name) => {
    const text = textOf(values, name);
    return [name, { value: text === undefined ? null : masked(name, text), from: values.get(name)?.from ?? 'default' }];
  });
  return `${JSON.stringify(Object.fromEntries(shown), null, 2)}\n`;
}

const HIDDEN = '***';

function masked(name: Setting, text: string): string {
  return SETTINGS[name].secret === undefined ? text : maskedUrl(text);
}

/** Parameters of a store URL that are not secret. */
const OPEN_PARAMETERS: readonly string[] = [
  'sslmode',
  'sslrootcert',
  'host',
  'target_session_attrs',
  'unix_socket',
  'ssl-mode',
  'ssl_mode',
  'ssl-ca',
  'ssl_ca',
];

/** Returns a URL without its password. An invalid URL is hidden completely: any part may be the password. */
function maskedUrl(text: string): string {
  if (/^((db|database)\+)?sqlite(\+\w+)?:\/\/\//.test(text)) return text;
  if (!URL.canParse(text) || !hasClearPassword(text)) return HIDDEN;
  const url = new URL(text);
  // a password of SQLAlchemy may contain a slash, and the rest of the password is then in the path
  if (`${url.pathname}${url.search}${url.hash}`.includes('@')) return HIDDEN;
  const query = [...url.searchParams].map(
    ([name, value]) => `${name}=${OPEN_PARAMETERS.includes(name) ? value : HIDDEN}`,
  );
  const user = url.username + (url.password === '' ? '' : `:${HIDDEN}`);
  const search = query.length === 0 ? '' : `?${query.join('&')}`;
  return `${url.protocol}//${user === '' ? '' : `${user}@`}${url.host}${url.pathname}${search}`;
}
