/** The checks of the doctor. */
export type CheckName =
  | 'store'
  | 'server'
  | 'clock'
  | 'pooler'
  | 'tables'
  | 'columns'
  | 'keys'
  | 'indexes'
  | 'rights'
  | 'size'
  | 'serializer'
  | 'settings'
  | 'file';

/**
 * One result of a check. `error`: answers are wrong or slow. `warning`: something should be changed. `note`:
 * information. The texts contain names and numbers, and never a password or a stored value.
 */
export interface Finding {
  readonly check: CheckName;
  readonly level: 'ok' | 'note' | 'warning' | 'error';
  readonly text: string;
  /** What the operator should do. */
  readonly fix?: string;
}

export function ok(check: CheckName, text: string): Finding {
  return { check, level: 'ok', text };
}

export function note(check: CheckName, text: string, fix?: string): Finding {
  return { check, level: 'note', text, ...(fix === undefined ? {} : { fix }) };
}

export function warning(check: CheckName, text: string, fix: string): Finding {
  return { check, level: 'warning', text, fix };
}

export function error(check: CheckName, text: string, fix: string): Finding {
  return { check, level: 'error', text, fix };
}
