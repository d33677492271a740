import { isObject } from '../protocol/is-object.ts';
import { parseAmount } from './parse-amount.ts';

/** Keys of what a task does now, without `_` and capitals. The first that holds a text wins. */
const TEXT_KEYS = toWords(`
  description desc message msg statusmessage progressmessage statustext progresstext text detail
  details info status stepname stagename phasename stepdescription step stage phase progress
  currentstep currentstage currentphase currenttask activity action operation label title event note
  log reason state substate currentfile currentitem filename file item current node subtask
`);

/** Keys of why a task has failed, in the same form. */
const REASON_KEYS = toWords(`
  error errormessage errormsg excmessage exception message msg detail details reason info description
  text failure cause result unknownerror err status
`);

/** Finds the text that says what a task does now: the whole meta, or a value of it. Numbers are no text. */
export function findText(meta: unknown): string | undefined {
  return find(meta, TEXT_KEYS);
}

/** Finds the text that says why a task has ended: the whole value, or a part of it. */
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
