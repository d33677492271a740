import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { NAMES, SETTINGS, type Setting, variable } from './settings.ts';

/** A row of the README's table of settings: flag, variable, and default if the setting has one. */
type Row = readonly [flag: string, variable: string, value: string | undefined];

/** A code span of Markdown. */
const code = (text: string): string => `\`${text}\``;

function rowOf(name: Setting): Row {
  const { hint, default: value } = SETTINGS[name];
  const flag = hint === undefined ? `--no-${name}` : `--${name} ${hint}`;
  return [code(flag), code(variable(name)), value === undefined ? undefined : code(value)];
}

it('the README lists every setting with its flag, variable and default', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const listed = [...readme.matchAll(/^\| (`--[^|]+`) \| (`CELERY_RESULTS_\w+`) \| ([^|]+) \| [^|]/gm)];
  expect(
    listed.map(([, flag, variable, value]) => [flag, variable, value?.startsWith('`') ? value : undefined]),
  ).toEqual(NAMES.map(rowOf));
});
