import { argsRepr, repr, str } from '../python/repr.ts';
import { isDict, isList, isTruthy, type PyClass, type PyList, type PyTagged, type PyValue } from '../value.ts';
import { validationError } from './validation-error.ts';

/** What a constructor leaves behind. */
export interface Instance {
  readonly args: PyList;
  /** Another class than the one called: only OSError does that. */
  readonly type?: PyClass;
  /** Text of `repr`, when it is not `Name(args)`. */
  readonly repr?: string;
}

/** The constructor raises with these arguments. */
export class ConstructorRaises extends Error {
  override readonly name = 'ConstructorRaises';
}

export type Constructor = (given: PyList, type: PyClass) => Instance;

/** Constructors with code of their own, by the family name that `known-classes.json` gives. */
export const FAMILIES: ReadonlyMap<string, Constructor> = new Map<string, Constructor>([
  ['never', () => raise()],
  ['os', osError],
  ['amqp', amqpError],
  ['syntax', syntaxError],
  ['unicode-decode', (given) => typed(given, ['text', 'bytes', 'int', 'int', 'text'])],
  ['unicode-encode', (given) => typed(given, ['text', 'text', 'int', 'int', 'text'])],
  ['unicode-translate', (given) => typed(given, ['text', 'int', 'int', 'text'])],
  ['json-decode', jsonDecodeError],
  ['unpickleable', unpickleableWrapper],
  ['validation', (given) => ({ args: given, repr: validationError(count(given, 1, 3)) ?? raise() })],
  ['not-registered', notRegistered],
  ['reject', reject],
  ['retry', retry],
  ['backend-get', (given) => ({ args: given, repr: `BackendGetMetaError${argsRepr(given)} task_id:` })],
  ['backend-store', (given) => ({ args: given, repr: `BackendStoreError${argsRepr(given)} state: task_id:` })],
  ['incomplete-read', incompleteRead],
  ['incomplete-http-read', incompleteHttpRead],
  ['line-too-long', lineTooLong],
  ['http-error', httpError],
  ['click-file', clickFileError],
  ['click-missing', (given) => ({ args: [given[0] ?? (count(given, 0, 1) && '')] })],
  ['click-no-such-option', clickNoSuchOption],
]);

function raise(): never {
  throw new ConstructorRaises();
}

function count(given: PyList, fewest: number, most: number): PyList {
  return given.length >= fewest && given.length <= most ? given : raise();
}

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

/** OSError itself picks a subclass by errno; with a file name only two arguments stay. Vectors exc-oserror-*. */
function osError(given: PyList, called: PyClass): Instance {
  if (given.length < 2 || given.length > 5) return { args: given };
  const [errno, message, file] = given;
  const isInt = typeof errno === 'bigint' || typeof errno === 'boolean';
  const isExact = called.module === 'builtins' && called.qualname === 'OSError';
  const picked = isExact && isInt ? ERRNO_CLASSES.get(Number(errno)) : undefined;
  const type = picked === undefined ? called : { module: 'builtins', qualname: picked };
  if (file === undefined || file === null) return { args: given, type };
  if (type.module === 'builtins' && type.qualname === 'BlockingIOError') {
    // a number there is characters_written: vector exc-blocking-io
    if (typeof file === 'bigint' || typeof file === 'boolean') return { args: given, type };
    if (typeof file === 'number') return raise();
  }
  return { args: [errno ?? null, message ?? null], type };
}

/** `(reply_text, method_sig, method_name, reply_code)` are kept in another order. */
function amqpError(given: PyList): Instance {
  const [text = null, signature = null, name = null, code = null] = count(given, 0, 4);
  // without a name the signature is looked up in a dict
  if (!isTruthy(name) && isTruthy(signature) && (isList(signature) || isDict(signature))) raise();
  return { args: [code, text, signature, isTruthy(name) ? name : ''] };
}

/** With exactly two arguments the second holds 4, 6 or 7 details. */
function syntaxError(given: PyList): Instance {
  const details = given[1];
  if (given.length === 2 && details !== undefined && ![4, 6, 7].includes(iterate(details).length)) raise();
  return { args: given };
}

function typed(given: PyList, types: readonly ('text' | 'bytes' | 'int')[]): Instance {
  const fits = (value: PyValue, index: number): boolean => {
    if (types[index] === 'text') return typeof value === 'string';
    if (types[index] === 'int') return typeof value === 'bigint' || typeof value === 'boolean';
    return isBytes(value);
  };
  return count(given, types.length, types.length).every(fits) ? { args: given } : raise();
}

function isBytes(value: PyValue): value is Extract<PyTagged, { readonly bytes: Uint8Array }> {
  return typeof value === 'object' && value !== null && 'py' in value && value.py === 'bytes';
}

/** Three arguments become one: the message with its place. */
function jsonDecodeError(given: PyList): Instance {
  const [message, document, position] = count(given, 3, 3);
  if (typeof document !== 'string' || typeof position !== 'bigint' || message === undefined) return raise();
  const characters = [...document];
  const at = Number(position);
  const before = characters.slice(0, at < 0 ? Math.max(0, characters.length + at) : at);
  const line = before.filter((char) => char === '\n').length + 1;
  const column = at - before.lastIndexOf('\n');
  return { args: [`${str(message)}: line ${line} column ${column} (char ${at})`] };
}

/** What a worker stores for an exception that pickle cannot rebuild. Vectors wrapper-*. */
function unpickleableWrapper(given: PyList): Instance {
  const [module = null, name = null, args = null, text = null] = count(given, 3, 4);
  return { args: [module, name, { py: 'tuple', items: iterate(args) }, text] };
}

/** Everything Python can iterate. */
function iterate(value: PyValue): PyList {
  if (typeof value === 'string') return [...value];
  if (value === null || typeof value !== 'object') return raise();
  if (isList(value)) return value;
  if (isDict(value)) return [...value.keys()];
  if ('items' in value) return value.items;
  return isBytes(value) ? Array.from(value.bytes, BigInt) : raise();
}

function notRegistered(given: PyList): Instance {
  // str() of a KeyError shows the repr of a single argument
  const kind = given.length === 0 ? '' : given.length === 1 ? argsRepr(given).slice(1, -1) : argsRepr(given);
  return { args: given, repr: `Task of kind ${kind} never registered, please make sure it's imported.` };
}

function reject(given: PyList): Instance {
  const [reason = null, requeue = false] = count(given, 0, 2);
  return { args: given, repr: `reject requeue=${str(requeue)}: ${str(reason)}` };
}

/** Its first argument is the exception itself. */
function retry(given: PyList): Instance {
  const [, exc = null, when = null] = count(given, 0, 5);
  return { args: given, repr: `Retry(Retry(...), ${repr(exc)}, ${repr(when)})` };
}

function incompleteRead(given: PyList): Instance {
  const [partial = null, expected = null] = count(given, 2, 2);
  const wanted = expected === null ? 'undefined' : repr(expected);
  return { args: [`${iterate(partial).length} bytes read on a total of ${wanted} expected bytes`] };
}

function incompleteHttpRead(given: PyList, { qualname }: PyClass): Instance {
  const [partial = null, expected = null] = count(given, 1, 2);
  if (expected !== null && typeof expected !== 'bigint') return raise();
  const more = expected === null ? '' : `, ${expected} more expected`;
  return { args: [partial], repr: `${qualname}(${iterate(partial).length} bytes read${more})` };
}

function lineTooLong(given: PyList): Instance {
  const [line = null] = count(given, 1, 1);
  return { args: [`got more than 65536 bytes when reading ${str(line)}`] };
}

function httpError(given: PyList): Instance {
  const [, code = null, message = null] = count(given, 5, 5);
  return { args: given, repr: `<HTTPError ${str(code)}: ${repr(message)}>` };
}

/** The file name has to be one. */
function clickFileError(given: PyList): Instance {
  const [file = null, hint = null] = count(given, 1, 2);
  if (!(typeof file === 'string' && file.isWellFormed()) && !isBytes(file)) raise();
  return { args: [hint ?? 'unknown error'] };
}

function clickNoSuchOption(given: PyList): Instance {
  const [option = null, message = null] = count(given, 1, 3);
  return { args: [message ?? `No such option: ${str(option)}`] };
}
