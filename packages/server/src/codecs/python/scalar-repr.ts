import type { PyDate, PyDateTime, PyTagged, PyTime } from '../value.ts';
import { floatRepr } from './float.ts';
import { bytearrayRepr, bytesRepr, codesRepr } from './string-repr.ts';
import { timedeltaFrom, timedeltaRepr } from './timedelta.ts';

/** Python's `repr` of a tagged value that is not a container. */
export function scalarRepr(value: PyTagged): string {
  switch (value.py) {
    case 'bytes':
      return bytesRepr(value.bytes);
    case 'bytearray':
      return bytearrayRepr(value.bytes);
    case 'decimal':
      return `Decimal('${value.text}')`;
    case 'uuid':
      return `UUID('${value.text}')`;
    case 'text':
      return codesRepr(value.codes);
    case 'timedelta':
      return timedeltaRepr(value);
    case 'complex':
      return complexRepr(value.real, value.imaginary);
    case 'date':
    case 'time':
    case 'datetime':
      return dateTimeRepr(value);
    default:
      return 'text' in value ? value.text : '';
  }
}

/** Writes `(1+2j)`, or `2j` if the real part is positive zero. The floats have no `.0`. */
function complexRepr(real: number, imaginary: number): string {
  const short = (value: number): string => floatRepr(value).replace(/\.0$/, '');
  if (Object.is(real, 0)) return `${short(imaginary)}j`;
  const sign = imaginary < 0 || Object.is(imaginary, -0) ? '' : '+';
  return `(${short(real)}${sign}${short(imaginary)}j)`;
}

function dateTimeRepr(value: PyDate | PyTime | PyDateTime): string {
  if (value.py === 'date') return `datetime.date(${value.year}, ${value.month}, ${value.day})`;
  const date = value.py === 'datetime' ? [value.year, value.month, value.day] : [];
  const numbers = [...date, value.hour, value.minute];
  // Python omits zero microseconds, and then zero seconds
  if (value.second !== 0 || value.microsecond !== 0) numbers.push(value.second);
  if (value.microsecond !== 0) numbers.push(value.microsecond);
  const fold = value.fold === 1 ? ', fold=1' : '';
  const zone = value.zone ?? (value.offset === null ? undefined : zoneRepr(value.offset));
  return `datetime.${value.py}(${numbers.join(', ')}${fold}${zone === undefined ? '' : `, tzinfo=${zone}`})`;
}

function zoneRepr(offset: number): string {
  if (offset === 0) return 'datetime.timezone.utc';
  const size = timedeltaFrom(BigInt(offset));
  return `datetime.timezone(${size ? timedeltaRepr(size) : ''})`;
}
