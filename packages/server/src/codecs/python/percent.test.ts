import { describe, expect, it } from 'vitest';
import type { PyValue } from '../value.ts';
import { percent } from './percent.ts';

const dict = (entries: Readonly<Record<string, PyValue>>): PyValue => new Map(Object.entries(entries));

const tuple = (...items: readonly PyValue[]): PyValue => ({ py: 'tuple', items });
const EXPONENTS = '1.234568e+04 1.20E-04 1e-05 1e+06';

interface Operands {
  readonly title: string;
  readonly left: PyValue;
  readonly right: PyValue;
}

describe("Python's %", () => {
  it.each<Operands & { readonly result: PyValue }>([
    {
      title: 'a text with names',
      left: '%(a)d of %(b)s, %(b)r %%',
      right: dict({ a: 2.9, b: 'x' }),
      result: "2 of x, 'x' %",
    },
    { title: 'a text with one placeholder', left: '<%s>', right: [1n], result: '<[1]>' },
    { title: 'a text without a placeholder, and a dict', left: 'abc', right: dict({ a: 1n }), result: 'abc' },
    { title: 'a width and a precision', left: '%(a)8.3f|', right: dict({ a: 2.0005 }), result: '   2.001|' },
    { title: 'ties, to even', left: '%.0f %.0f %.1f', right: tuple(0.5, 2.5, 0.25), result: '0 2 0.2' },
    { title: 'zeros and signs', left: '%+05d %-4d| % d', right: tuple(42n, 7n, 3n), result: '+0042 7   |  3' },
    { title: 'other bases', left: '%#x %X %o %#06x', right: tuple(255n, 255n, 8n, 10n), result: '0xff FF 10 0x000a' },
    { title: 'exponents', left: '%e %.2E %g %g', right: tuple(12345.678, 0.00012, 1e-5, 1e6), result: EXPONENTS },
    { title: 'stars', left: '%*.*f', right: tuple(7n, 2n, 1.005), result: '   1.00' },
    { title: 'a character, and ASCII', left: '%c%c %a', right: tuple(65n, 'é', 'é'), result: "Aé '\\xe9'" },
    { title: 'no number', left: '%05f %F', right: tuple(Number.POSITIVE_INFINITY, Number.NaN), result: '00inf NAN' },
    { title: 'ints, with the sign of the divisor', left: -7n, right: 3n, result: 2n },
    { title: 'floats, with the sign of the divisor', left: 5.5, right: -2.5, result: -2 },
    { title: 'a bool', left: true, right: 2n, result: 1n },
    {
      title: 'an infinite divisor',
      left: -5.5,
      right: Number.POSITIVE_INFINITY,
      result: Number.POSITIVE_INFINITY,
    },
  ])('computes $title', ({ left, right, result }) => {
    expect(percent(left, right)).toBe(result);
  });

  it.each<Operands>([
    { title: 'a text without a placeholder, and a number', left: 'abc', right: 1n },
    { title: 'a missing name', left: '%(a)s', right: dict({ b: 1n }) },
    { title: 'a name, and no dict', left: '%(a)s', right: [1n] },
    { title: 'a text for %d, which needs a number', left: '%d', right: 'x' },
    { title: 'a % at the end', left: '100%', right: dict({ a: 1n }) },
    { title: 'two placeholders and one value', left: '%s %s', right: 1n },
    { title: 'a number and a list', left: 0n, right: [false] },
    { title: 'None', left: null, right: 1n },
    { title: 'a float for %x, which needs an int', left: '%x', right: 1.5 },
    { title: 'a star after a name', left: '%(a)*d', right: dict({ a: 1n }) },
    { title: 'an unknown kind', left: '%y', right: 1n },
  ])('returns undefined for $title, for which Python raises', ({ left, right }) => {
    expect(percent(left, right)).toBeUndefined();
  });

  it('refuses a short format that would create a very long text', () => {
    expect(() => percent('%999999999999d', 1n)).toThrow('too many characters');
    expect(() => percent('%(a)s'.repeat(1_000), dict({ a: 'x'.repeat(100_000) }))).toThrow('too many characters');
  });
});
