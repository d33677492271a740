/**
 * Python's repr of a float: the shortest digits that are read as the same float, with `.0` or an exponent. Below 1e-4
 * and from 1e16 on, it has an exponent with at least two digits. Vectors value-float-*.
 */
export function floatRepr(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', power = '0'] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const digits = String(Math.abs(exponent)).padStart(2, '0');
    return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
  }
  // JavaScript writes no exponent in this range
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** A float as Python's json module writes it: like {@link floatRepr}, but with `NaN` and `Infinity`. */
export function floatJson(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return floatRepr(value);
}
