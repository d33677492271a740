import { decimalText } from '../python/decimal.ts';
import { isList, isTagged, type PyList, type PyValue } from '../value.ts';
import { refuseCall } from './refuse-call.ts';

/** `bytes(…)` */
export function bytes(args: PyList): PyValue {
  return { py: 'bytes', bytes: toBytes(args) };
}

/** `bytearray(…)` */
export function bytearray(args: PyList): PyValue {
  return { py: 'bytearray', bytes: toBytes(args) };
}

/** Reads the arguments of bytes. Python writes none, bytes, a list of ints, or text with its encoding. */
function toBytes(args: PyList): Uint8Array {
  const [content, encoding] = args;
  if (content === undefined) return new Uint8Array();
  if (typeof content === 'string' && encoding !== undefined) return encodeLatin1(content, encoding);
  if (args.length === 1 && isTagged(content) && 'bytes' in content) return new Uint8Array(content.bytes);
  if (args.length === 1 && isList(content)) return Uint8Array.from(content, toByte);
  return refuseCall();
}

function toByte(value: PyValue): number {
  return typeof value === 'bigint' && value >= 0n && value < 256n ? Number(value) : refuseCall();
}

/** `_codecs.encode(text, 'latin1')`, the form of bytes in older protocols. */
export function encode([text = null, encoding = null]: PyList): PyValue {
  return { py: 'bytes', bytes: typeof text === 'string' ? encodeLatin1(text, encoding) : refuseCall() };
}

function encodeLatin1(text: string, encoding: PyValue): Uint8Array {
  if (encoding !== 'latin1' && encoding !== 'latin-1') return refuseCall();
  return Uint8Array.from(text, (char) => (char.length === 1 && char <= '\xff' ? char.charCodeAt(0) : refuseCall()));
}

/** `complex(real, imaginary)` */
export function complex([real = 0, imaginary = 0]: PyList): PyValue {
  if (typeof real !== 'number' || typeof imaginary !== 'number') return refuseCall();
  return { py: 'complex', real, imaginary };
}

/** `range(start, stop, step)` */
export function range(args: PyList): PyValue {
  const [start, stop, step = 1n] = args;
  if (typeof start !== 'bigint' || typeof stop !== 'bigint' || typeof step !== 'bigint' || step === 0n)
    return refuseCall();
  const truthy = step > 0n ? start < stop : start > stop;
  return { py: 'other', text: `range(${start}, ${stop}${step === 1n ? '' : `, ${step}`})`, truthy };
}

/** `decimal.Decimal(text)` */
export function decimal([text = null]: PyList): PyValue {
  const decimalString = typeof text === 'string' ? decimalText(text) : undefined;
  return decimalString === undefined ? refuseCall() : { py: 'decimal', text: decimalString };
}

/** `fractions.Fraction(numerator, denominator)`. Python before 3.12 writes one text, `1/3`. Vector refused-fraction. */
export function fraction(args: PyList): PyValue {
  const [, over = '', under = '1'] = /^(-?\d+)(?:\/(\d+))?$/.exec(args.map(String).join('/')) ?? refuseCall();
  const str = under === '1' ? over : `${over}/${under}`;
  return { py: 'other', text: `Fraction(${over}, ${under})`, str, truthy: !/^-?0+$/.test(over) };
}
