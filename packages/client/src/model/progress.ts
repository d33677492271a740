import { isObject } from '../protocol/is-object.ts';
import { type Amount, parseAmount, round } from './parse-amount.ts';
import { findText } from './progress-text.ts';
import type { Progress } from './task-status.ts';

/** Words in a key for a percentage, such as `percent`, `pct` and `progress_percentage`. */
const PERCENT = /^(percent|percentage|pct|perc)$/;
const PERCENT_CONTEXT =
  /^(progress|process|processed|complete|completed|completion|done|current|overall|total|task|job)$/;
const FRACTION = /^(fraction|ratio)$/;
const TOTAL = /^(total|max|maximum|goal|expected)$/;
/** Keys of the number of all units, if no key contains the word total. */
const WHOLE = /^(count|length|len|size|num|number|n|of|steps|stages|pages|rows|items|files|chunks)$/;
const REST = /^(remaining|left|leftover|todo|pending)$/;
/** Names of the number of finished units, the most common first. */
const DONE = [
  'current',
  'done',
  'processed',
  'completed',
  'complete',
  'finished',
  'progress',
  'step',
  'stage',
  'loaded',
  'uploaded',
  'downloaded',
  'sent',
  'imported',
  'exported',
  'handled',
  'succeeded',
  'success',
  'iteration',
  'epoch',
  'read',
  'position',
  'index',
  'idx',
  'value',
  'i',
  'counter',
  'count',
  'page',
  'row',
  'item',
  'chunk',
];

/** A key of a meta as words, with its number if it has one. */
interface Field {
  readonly words: readonly string[];
  readonly amount: Amount | null;
  readonly value: unknown;
}

/**
 * Parses the progress in a task's meta, in the usual shapes. Returns null for any other meta.
 *
 * - a pair: `{current, total}`, `{done, total}`, `{current_step, total_steps}`, `{done, remaining}`, `"3/10"`
 * - a percentage: `{percent}`, `{progress: 45}`, `"45 %"`
 * - a fraction: `{progress: 0.45}`
 * - units alone: `{current: 3}`
 * - a text: `{message}`, `{status}`, `{step}` and others, alone or beside a number
 *
 * A total of 0 is unknown.
 */
export function parseProgress(meta: unknown): Progress | null {
  const text = findText(meta);
  const numbers = isObject(meta) ? parseFields(toFields(meta)) : parsePercent(parseAmount(meta));
  if (!numbers && text === undefined) return null;
  const { current = null, total = null, percent = null } = numbers ?? {};
  return {
    current,
    total,
    percent: percent === null ? null : Math.min(100, round(percent)),
    ...(text === undefined ? {} : { description: text }),
  };
}

type Numbers = Partial<Pick<Progress, 'current' | 'total' | 'percent'>>;

function parseFields(fields: readonly Field[]): Numbers | null {
  const pair = findPair(fields);
  const percent = findPercent(fields);
  const share = pair?.total ? ((pair.current ?? 0) / pair.total) * 100 : null;
  // a percentage that differs from the pair was weighted by the task
  if (pair && (percent === null || (share !== null && Math.abs(share - percent) < 1)))
    return { ...pair, percent: share };
  if (pair) return { ...pair, percent };
  if (percent !== null) return { current: percent, total: 100, percent };
  const nested = fields.find(({ words: [word], value }) => word === 'progress' && isObject(value))?.value;
  if (isObject(nested)) return parseFields(toFields(nested));
  const alone = findDone(fields.filter(({ words }) => words.length === 1 || words[0] === 'current'));
  return alone && { current: alone.value, total: null, percent: null };
}

/** Finds the percentage in the meta. */
function findPercent(fields: readonly Field[]): number | null {
  let percent: number | null = null;
  for (const { words, amount } of fields) {
    if (!amount) continue;
    const isOfTask = words.every((word) => PERCENT.test(word) || PERCENT_CONTEXT.test(word) || FRACTION.test(word));
    if (isOfTask && words.some((word) => PERCENT.test(word))) return amount.value;
    if (isOfTask && words.some((word) => FRACTION.test(word))) percent ??= amount.value * 100;
    else if (words.join() === 'progress' || (amount.isPercent && isOfTask)) percent ??= percentOf(amount);
  }
  return percent;
}

/** Returns a percentage. A value below 1 is a fraction. 1 is one percent: a bar that is full too early is worse. */
function percentOf({ value, total, isPercent }: Amount): number {
  if (total) return (value / total) * 100;
  return !isPercent && value < 1 ? value * 100 : value;
}

function parsePercent(amount: Amount | null): Numbers | null {
  if (!amount) return null;
  const { value, total } = amount;
  if (total !== null) return { current: value, total, percent: total ? (value / total) * 100 : null };
  return value <= 100 ? { current: value, total: 100, percent: percentOf(amount) } : { current: value };
}

/** Finds the finished units and the total: by names such as `done`, or by words that equal those of the total. */
function findPair(fields: readonly Field[]): Numbers | null {
  const inOne = fields.find(({ words, amount }) => amount?.total && DONE.includes(words[0] ?? ''))?.amount;
  if (inOne) return { current: inOne.value, total: inOne.total };
  const totals = fields.filter(({ words, amount }) => amount && words.some((word) => TOTAL.test(word)));
  for (const total of [...totals].sort((a, b) => a.words.length - b.words.length)) {
    const unit = total.words.filter((word) => !TOTAL.test(word));
    const others = fields.filter((field) => field !== total && !totals.includes(field));
    const named = others.filter(
      ({ words }) => unit.length > 0 && unit.every((word) => words.some((other) => isSame(word, other))),
    );
    const done = findDone(named) ?? firstAmount(named) ?? findDone(others);
    if (done) return toPair(done.value, total.amount?.value ?? 0);
  }
  return findRest(fields) ?? findWhole(fields);
}

/** Finds a pair such as `{done: 3, remaining: 7}`. */
function findRest(fields: readonly Field[]): Numbers | null {
  const rest = firstAmount(fields.filter(({ words }) => words.some((word) => REST.test(word))));
  const done = rest && findDone(fields.filter(({ words }) => !words.some((word) => REST.test(word))));
  return done ? toPair(done.value, done.value + rest.value) : null;
}

/** Finds a pair such as `{step: 3, steps: 7}` or `{index: 3, count: 7}`. */
function findWhole(fields: readonly Field[]): Numbers | null {
  const whole = fields.find(({ words, amount }) => amount && words.length === 1 && WHOLE.test(words[0] ?? ''));
  const done = whole && findDone(fields.filter((field) => field !== whole && field.words.join() !== 'progress'));
  return done && whole.amount && done.value <= whole.amount.value ? toPair(done.value, whole.amount.value) : null;
}

/** Creates a pair. A total of 0 means that the task does not know the total yet. */
function toPair(current: number, total: number): Numbers {
  return { current, total: total === 0 ? null : total };
}

function findDone(fields: readonly Field[]): Amount | null {
  for (const name of DONE)
    for (const { words, amount } of fields) if (amount && words.includes(name) && !amount.isPercent) return amount;
  return null;
}

function firstAmount(fields: readonly Field[]): Amount | null {
  return fields.find(({ amount }) => amount)?.amount ?? null;
}

function toFields(meta: object): readonly Field[] {
  return Object.entries(meta).map(([key, value]) => ({ words: toWords(key), amount: parseAmount(value), value }));
}

/** Splits a key into words: `totalSteps` and `total_steps` are `total` and `steps`. */
function toWords(key: string): readonly string[] {
  const separated = key.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
  return separated.split(/[^\p{L}\d]+/u).filter(Boolean);
}

/** Returns whether two words differ only by the plural. */
function isSame(word: string, other: string): boolean {
  return word === other || `${word}s` === other || word === `${other}s`;
}
