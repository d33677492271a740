import { NAMES, SETTINGS, type Setting } from './settings.ts';
import { textOf, type Values } from './values.ts';

/** What is set and by whom, as JSON; what nobody may read is `***`. */
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

/** Parameters of a store URL that say nothing secret. */
const OPEN_PARAMETERS: readonly string[] = ['sslmode', 'host', 'unix_socket'];

/** A URL without its password. One that cannot be read is not shown: nobody knows what is a password there. */
function maskedUrl(text: string): string {
  if (text.startsWith('sqlite:///')) return text;
  if (!URL.canParse(text)) return HIDDEN;
  const url = new URL(text);
  const query = [...url.searchParams].map(
    ([name, value]) => `${name}=${OPEN_PARAMETERS.includes(name) ? value : HIDDEN}`,
  );
  const user = url.username + (url.password === '' ? '' : `:${HIDDEN}`);
  const search = query.length === 0 ? '' : `?${query.join('&')}`;
  return `${url.protocol}//${user === '' ? '' : `${user}@`}${url.host}${url.pathname}${search}`;
}
