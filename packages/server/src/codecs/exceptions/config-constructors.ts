import { percent } from '../python/percent.ts';
import { repr } from '../python/repr.ts';
import type { PyClass, PyList, PyValue } from '../value.ts';
import { checkCount, type Instance, raise } from './constructor.ts';

/** Constructors of `configparser`. The repr and the str of its exceptions are their message: vectors config-*. */

/**
 * `configparser.Error` and those of its subclasses that take their message as an argument. Python raises if it is no
 * string.
 */
export function configError(args: PyList, { qualname }: PyClass): Instance {
  const given = qualname.startsWith('Interpolation') ? checkCount(args, 3, 3) : checkCount(args, 0, 1);
  const message = given.length === 0 ? '' : (given.at(-1) ?? null);
  return describedBy(given.length === 0 ? [''] : given, () => (typeof message === 'string' ? message : raise()));
}

/** `configparser.DuplicateSectionError` and `DuplicateOptionError` */
export function configDuplicate(args: PyList, { qualname }: PyClass): Instance {
  const names = qualname === 'DuplicateOptionError' ? 2 : 1;
  const [section = null, option = null] = checkCount(args, names, names + 2);
  const [source = null, line = null] = args.slice(names);
  const what = `${names === 2 ? `${repr(option)} in section ${repr(section)}` : repr(section)} already exists`;
  const kind = names === 2 ? 'option' : 'section';
  const place = line === null ? '' : ` [line ${lineText(line)}]`;
  const message =
    source === null
      ? `${kind === 'option' ? 'Option' : 'Section'} ${what}`
      : `While reading from ${repr(source)}${place}: ${kind} ${what}`;
  return describedBy([...args.slice(0, names), source, line], () => message);
}

/** `configparser.MissingSectionHeaderError` and `MultilineContinuationError` */
export function configLine(args: PyList, { qualname }: PyClass): Instance {
  const items = checkCount(args, 3, 3);
  const place = percent('file: %r, line: %d\n%r', { py: 'tuple', items });
  if (typeof place !== 'string') return raise();
  const isHeader = qualname === 'MissingSectionHeaderError';
  const reason = isHeader ? 'File contains no section headers.' : 'Key without value continued with an indented line.';
  return describedBy(items, () => `${reason}\n${place}`);
}

/** Python's `'{0:2d}'.format(line)`. */
function lineText(line: PyValue): string {
  if (typeof line !== 'bigint' && typeof line !== 'boolean') return raise();
  return String(BigInt(line)).padStart(2);
}

function describedBy(args: PyList, message: () => string): Instance {
  return { args, describe: { repr: message, str: message } };
}
