/**
 * Python's repr of a float: shortest digits that read back, always with a `.0` or an exponent; exponent form below 1e-4 and from
 * 1e16 on, two exponent digits at least. Vectors value-float-*.
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
  // between these bounds JavaScript writes no exponent either
  const plain = String(value);
  return plain.includes('.') ? plain : `${plain}.0`;
}

/** The same as JSON text, where Python writes NaN and Infinity bare. */
export function floatJson(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  return floatRepr(value);
}
