import { percent } from '../python/percent.ts';
import { repr, str } from '../python/repr.ts';
import { isBytes, isTruthy, type PyClass, type PyList, type PyValue } from '../value.ts';
import { checkCount, type Instance, iterateOrRaise, raise } from './constructor.ts';

/** `asyncio.IncompleteReadError` */
export function incompleteRead(args: PyList): Instance {
  const [partial = null, expected = null] = checkCount(args, 2, 2);
  const total = expected === null ? 'undefined' : repr(expected);
  return { args: [`${iterateOrRaise(partial).length} bytes read on a total of ${total} expected bytes`] };
}

/** `http.client.IncompleteRead` */
export function incompleteHttpRead(args: PyList, { qualname }: PyClass): Instance {
  const [partial = null, expected = null] = checkCount(args, 1, 2);
  if (expected !== null && typeof expected !== 'bigint') return raise();
  const size = iterateOrRaise(partial).length;
  // a pickle has the second argument as an attribute only: vector pickle-incomplete-read
  const attributes = new Map<PyValue, PyValue>([['expected', expected]]);
  const more = (): string => {
    const left = attributes.get('expected') ?? null;
    return left === null ? '' : `, ${str(left)} more expected`;
  };
  return { args: [partial], describe: { attributes, repr: () => `${qualname}(${size} bytes read${more()})` } };
}

/** `http.client.BadStatusLine`. Vector http-bad-status-line. */
export function badStatusLine(args: PyList): Instance {
  const [line = null] = checkCount(args, 1, 1);
  return { args: [isTruthy(line) ? line : repr(line)] };
}

/** `http.client.LineTooLong` */
export function lineTooLong(args: PyList): Instance {
  const [line = null] = checkCount(args, 1, 1);
  return { args: [`got more than 65536 bytes when reading ${str(line)}`] };
}

/** `urllib.error.HTTPError` */
export function httpError(args: PyList): Instance {
  const [, code = null, message = null] = checkCount(args, 5, 5);
  return { args, describe: { repr: () => `<HTTPError ${str(code)}: ${repr(message)}>` } };
}

/** `click.FileError`. It decodes the file name, which raises for values that are not text or bytes. */
export function clickFileError(args: PyList): Instance {
  const [file = null, hint = null] = checkCount(args, 1, 2);
  if (!(typeof file === 'string' && file.isWellFormed()) && !isBytes(file)) raise();
  return { args: [hint ?? 'unknown error'] };
}

/** `click.MissingParameter` */
export function clickMissingParameter(args: PyList): Instance {
  return { args: [args[0] ?? (checkCount(args, 0, 1) && '')] };
}

/** `click.NoSuchOption` */
export function clickNoSuchOption(args: PyList): Instance {
  const [option = null, message = null] = checkCount(args, 1, 3);
  return { args: [message ?? `No such option: ${str(option)}`] };
}

/**
 * `dateutil.parser.ParserError`. Its repr puts every argument in quotes without escapes: vector dateutil-parsererror.
 */
export function parserError(args: PyList, { qualname }: PyClass): Instance {
  const quoted = (arg: PyValue): string => String(percent("'%s'", arg) ?? raise());
  return { args, describe: { repr: () => `${qualname}(${args.map(quoted).join(', ')})` } };
}
