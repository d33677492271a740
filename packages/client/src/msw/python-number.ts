/** Writes a finite number as Python does, in JSON and in a `repr`: `3`, `0.1`, `1e+16`, `-0.0`. */
export function pythonNumber(value: number | bigint): string {
  if (typeof value === 'bigint' || (Number.isSafeInteger(value) && !Object.is(value, -0))) return String(value);
  const [digits = '', power = ''] = value.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${digits}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.includes('.') ? text : `${text}.0`;
}
