/** What the doctor looks at. */
export type CheckName =
  | 'store'
  | 'server'
  | 'clock'
  | 'pooler'
  | 'tables'
  | 'columns'
  | 'indexes'
  | 'rights'
  | 'size'
  | 'serializer'
  | 'settings'
  | 'file';

/**
 * One thing that was found. `error` keeps answers from being right or fast, `warning` is worth a change, `note` is worth knowing. The
 * texts hold names and numbers, never a password or something stored.
 */
export interface Finding {
  readonly check: CheckName;
  readonly level: 'ok' | 'note' | 'warning' | 'error';
  readonly text: string;
  /** What to do about it. */
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

export function fault(check: CheckName, text: string, fix: string): Finding {
  return { check, level: 'error', text, fix };
}
