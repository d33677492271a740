import { repr, str } from '../python/repr.ts';
import { isException, isList, isTuple, type PyClass, type PyList } from '../value.ts';
import { checkCount, type Instance, iterateOrRaise, raise } from './constructor.ts';

const ERRNO_CLASSES: ReadonlyMap<number, string> = new Map(
  Object.entries({
    PermissionError: [1, 13],
    FileNotFoundError: [2],
    ProcessLookupError: [3],
    InterruptedError: [4],
    ChildProcessError: [10],
    BlockingIOError: [11, 114, 115],
    FileExistsError: [17],
    NotADirectoryError: [20],
    IsADirectoryError: [21],
    BrokenPipeError: [32, 108],
    ConnectionAbortedError: [103],
    ConnectionResetError: [104],
    TimeoutError: [110],
    ConnectionRefusedError: [111],
  }).flatMap(([name, numbers]) => numbers.map((number) => [number, name] as const)),
);

/** OSError selects a subclass by errno. With a file name it keeps two arguments. Vectors exc-oserror-*. */
export function osError(args: PyList, called: PyClass): Instance {
  if (args.length < 2 || args.length > 5) return { args };
  const [errno = null, message = null, file = null, , otherFile = null] = args;
  const isInt = typeof errno === 'bigint' || typeof errno === 'boolean';
  const isExact = called.module === 'builtins' && called.qualname === 'OSError';
  const subclass = isExact && isInt ? ERRNO_CLASSES.get(Number(errno)) : undefined;
  const type = subclass === undefined ? called : { module: 'builtins', qualname: subclass };
  const text = (): string => `[Errno ${str(errno)}] ${str(message)}`;
  if (file === null) return { args, type, describe: { str: text } };
  if (type.module === 'builtins' && type.qualname === 'BlockingIOError') {
    // for BlockingIOError, an int in this position is characters_written: vector exc-blocking-io
    if (typeof file === 'bigint' || typeof file === 'boolean') return { args, type, describe: { str: text } };
    if (typeof file === 'number') return raise();
  }
  const files = (): string => (otherFile === null ? repr(file) : `${repr(file)} -> ${repr(otherFile)}`);
  return { args: [errno, message], type, describe: { str: () => `${text()}: ${files()}` } };
}

/**
 * SyntaxError: two arguments are the message and its details, 4, 6 or 7 values. Vectors nested-pickle-reject-syntax*.
 */
export function syntaxError(args: PyList): Instance {
  const [message = null, details] = args;
  const known = args.length === 2 && details !== undefined ? iterateOrRaise(details) : undefined;
  if (known && ![4, 6, 7].includes(known.length)) raise();
  const [file, line] = known ?? [];
  const places = [
    ...(typeof file === 'string' ? [file.slice(file.lastIndexOf('/') + 1)] : []),
    ...(typeof line === 'bigint' ? [`line ${line}`] : []),
  ];
  const text = (): string => `${str(message)}${places.length > 0 ? ` (${places.join(', ')})` : ''}`;
  return { args, describe: { str: text } };
}

/** JSONDecodeError keeps one argument: the message with the line and the column. */
export function jsonDecodeError(args: PyList): Instance {
  const [message, document, position] = checkCount(args, 3, 3);
  if (typeof document !== 'string' || typeof position !== 'bigint' || message === undefined) return raise();
  const characters = [...document];
  const at = Number(position);
  const before = characters.slice(0, at < 0 ? Math.max(0, characters.length + at) : at);
  const line = before.filter((char) => char === '\n').length + 1;
  const column = at - before.lastIndexOf('\n');
  return { args: [`${str(message)}: line ${line} column ${column} (char ${at})`] };
}

/**
 * A group has a text and a list of exceptions. If all of them are `Exception`s, `BaseExceptionGroup` creates an
 * `ExceptionGroup`. Vectors nested-pickle-group, nested-pickle-base-group, nested-row-group-*.
 */
export function exceptionGroup(args: PyList, called: PyClass): Instance {
  const [message = null, list = null] = checkCount(args, 2, 2);
  const members = isList(list) ? list : isTuple(list) ? list.items : raise();
  if (typeof message !== 'string' || members.length === 0 || !members.every(isException)) return raise();
  const isPlain = !members.some(({ type }) => isBaseOnly(type));
  if (called.qualname === 'ExceptionGroup' && !isPlain) return raise();
  return isPlain ? { args, type: { module: 'builtins', qualname: 'ExceptionGroup' } } : { args };
}

/** The classes that are not subclasses of `Exception`. */
const BASE_ONLY: ReadonlySet<string> = new Set([
  'builtins.BaseException',
  'builtins.BaseExceptionGroup',
  'builtins.GeneratorExit',
  'builtins.KeyboardInterrupt',
  'builtins.SystemExit',
  'asyncio.exceptions.CancelledError',
]);

function isBaseOnly({ module, qualname }: PyClass): boolean {
  return BASE_ONLY.has(`${module}.${qualname}`);
}
