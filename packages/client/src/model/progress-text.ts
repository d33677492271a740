import { isObject } from '../protocol/is-object.ts';
import { parseAmount } from './parse-amount.ts';

/** Keys for the current step of a task, without `_` and in lower case. The first key with a text is used. */
const TEXT_KEYS = toWords(`
  description desc message msg statusmessage progressmessage statustext progresstext text detail
  details info status stepname stagename phasename stepdescription step stage phase progress
  currentstep currentstage currentphase currenttask activity action operation label title event note
  log reason state substate currentfile currentitem filename file item current node subtask
`);

/** Keys for the reason of a failure, in the same form. */
const REASON_KEYS = toWords(`
  error errormessage errormsg excmessage exception message msg detail details reason info description
  text failure cause result unknownerror err status
`);

/** Finds the text about the current step of a task: the whole meta, or a value of it. Numbers do not count as text. */
export function findText(meta: unknown): string | undefined {
  return find(meta, TEXT_KEYS);
}

/** Finds the text about the reason of a failure: the whole value, or a part of it. */
export function findReason(data: unknown): string | undefined {
  return find(data, REASON_KEYS);
}

function find(data: unknown, keys: readonly string[]): string | undefined {
  if (!isObject(data)) return toText(data);
  let found: string | undefined;
  let best = keys.length;
  for (const [key, value] of Object.entries(data)) {
    const rank = keys.indexOf(key.toLowerCase().replace(/[^\p{L}\d]/gu, ''));
    const text = toText(value);
    if (rank < 0 || rank >= best || text === undefined) continue;
    found = text;
    best = rank;
  }
  return found;
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' && /\S/.test(value) && !parseAmount(value) ? value : undefined;
}

function toWords(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
