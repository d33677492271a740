import type { HintedField, HintV1 } from '@celery-results/client/protocol';

/** The reason why a field is empty, and the setting that fills it. */
export interface HintText {
  readonly short: string;
  readonly long: string;
}

const TEXTS: Readonly<Record<HintV1, HintText>> = {
  hidden: { short: 'hidden by your access', long: 'Your grant does not include it. It may be stored.' },
  result_extended: {
    short: 'not stored',
    long: 'Workers store it with result_extended = True in the settings of the Celery app.',
  },
  task_track_started: {
    short: 'not stored',
    long: 'Workers store the start with task_track_started = True in the settings of the Celery app.',
  },
  argsrepr_maxsize: {
    short: 'cut by the worker',
    long: 'Workers cut the text of arguments at 1,024 characters: amqp.argsrepr_maxsize and amqp.kwargsrepr_maxsize.',
  },
  not_stored_here: { short: 'not stored', long: 'This kind of storage cannot store it.' },
  large: {
    short: 'too large for this page',
    long: 'It is too large for this answer. The raw JSON has all of it.',
  },
  unreadable: { short: 'unreadable', long: 'It is stored in a form that the server cannot decode.' },
  not_started: { short: 'not started', long: 'The task has not started.' },
  not_final: { short: 'not there yet', long: 'The task has not ended.' },
  not_failed: { short: 'no error', long: 'The task has not failed.' },
  not_periodic: { short: 'not periodic', long: 'The task was not started by celery beat.' },
};

export function hintText(hint: HintV1): HintText {
  return TEXTS[hint] ?? { short: hint, long: '' };
}

/** Returns hints that need their own line, with their fields. */
export function advice(hints: { readonly [Field in HintedField]?: HintV1 }): readonly string[] {
  const fieldsOf = new Map<HintV1, string[]>();
  for (const [field, hint] of Object.entries(hints) as [HintedField, HintV1][]) {
    if (!['hidden', 'result_extended', 'task_track_started', 'argsrepr_maxsize', 'unreadable'].includes(hint)) continue;
    fieldsOf.set(hint, [...(fieldsOf.get(hint) ?? []), field.replace('_', ' ')]);
  }
  return [...fieldsOf].map(([hint, fields]) => `${fields.join(', ')}: ${hintText(hint).long}`);
}
