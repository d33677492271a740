import type { StoreConfig } from './serve-config.ts';
import { type Setting, variable } from './settings.ts';
import { textOf, type Values } from './values.ts';

export function readStore(values: Values, errors: string[]): StoreConfig {
  const store = textOf(values, 'store') ?? '';
  const tablePrefix = textOf(values, 'table-prefix') ?? '';
  const celeryTimezone = textOf(values, 'celery-timezone') ?? '';
  if (store === '') errors.push(`no store: pass --store URL or set ${variable('store')}`);
  if (!/^[\w$]*$/.test(tablePrefix))
    errors.push(`table prefix "${tablePrefix}" has other characters than letters, digits, _ and $`);
  if (!isTimeZone(celeryTimezone))
    errors.push(`celery timezone "${celeryTimezone}" is no time zone: use a name such as Europe/Berlin`);
  return { store, tablePrefix, celeryTimezone, ...readNames(values) };
}

/** The names that are given. */
function readNames(values: Values): Partial<StoreConfig> {
  const names = Object.entries(NAME_SETTINGS).map(([key, setting]) => [key, textOf(values, setting)] as const);
  return Object.fromEntries(names.filter(([, name]) => name !== undefined));
}

const NAME_SETTINGS: Readonly<Record<string, Setting>> = {
  schema: 'schema',
  taskTable: 'task-table',
  groupTable: 'group-table',
  taskSchema: 'task-schema',
  groupSchema: 'group-schema',
  keyPrefix: 'key-prefix',
  sentinelMaster: 'sentinel-master',
};

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
