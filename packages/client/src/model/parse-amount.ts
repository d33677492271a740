/** An amount as a text: `45.3%`, `3/10` or `3 of 10`. A Decimal is also a text in Django's JSON. */
const AMOUNT = /^\s*(\d+(?:\.\d+)?)\s*(?:(%)|(?:\/|of)\s*(\d+(?:\.\d+)?))?\s*$/i;

/** A number of a meta: units, a percentage, or units of a total. */
export interface Amount {
  readonly value: number;
  readonly total: number | null;
  readonly isPercent: boolean;
}

/** Parses a number or its text form. Returns null for other values, and for a number below 0. */
export function parseAmount(value: unknown): Amount | null {
  if (typeof value === 'number')
    return value >= 0 && value < Infinity ? { value, total: null, isPercent: false } : null;
  const match = typeof value === 'string' ? AMOUNT.exec(value) : null;
  return match && { value: Number(match[1]), total: match[3] ? Number(match[3]) : null, isPercent: !!match[2] };
}

/** Rounds to two digits after the decimal point, for display. */
export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
