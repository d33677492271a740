const STORED = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,6})\d*)?(?: ?(Z|[+-]\d\d:?\d\d))?$/;

/**
 * Converts a stored date to the form `2026-01-02T03:04:05.678901Z`. A date without an offset is UTC. Undefined for
 * other values, such as MySQL's zero date.
 */
export function toUtc(stored: unknown): string | undefined {
  const parts = typeof stored === 'string' ? STORED.exec(stored) : null;
  if (!parts) return undefined;
  const [, date = '', time = '', fraction = '', offset = 'Z'] = parts;
  const seconds = offset === 'Z' ? `${date}T${time}` : shifted(`${date}T${time}${offset}`);
  return seconds === undefined || date.includes('-00') ? undefined : `${seconds}.${fraction.padEnd(6, '0')}Z`;
}

function shifted(text: string): string | undefined {
  const moment = new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(moment.getTime()) ? undefined : moment.toISOString().slice(0, 19);
}
