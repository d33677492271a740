import { argsRepr, argsStr, repr, str } from '../python/repr.ts';
import { isDict, isList, isTruthy, type PyClass, type PyList, type PyValue } from '../value.ts';
import { checkCount, type Instance, iterateOrRaise, raise } from './constructor.ts';

/** AMQPError reorders `(reply_text, method_sig, method_name, reply_code)`. */
export function amqpError(args: PyList, { qualname }: PyClass): Instance {
  const [text = null, signature = null, name = null, code = null] = checkCount(args, 0, 4);
  // without a name, amqp looks up the signature in a dict, which raises if the signature cannot be hashed
  if (!isTruthy(name) && isTruthy(signature) && (isList(signature) || isDict(signature))) raise();
  const called = isTruthy(name) ? name : '';
  const fields = { reply_text: text, reply_code: code, method_sig: signature, method_name: called };
  // a pickle sets them again: vector pickle-reject-amqp
  const attributes = new Map<PyValue, PyValue>(Object.entries(fields));
  const field = (key: keyof typeof fields): PyValue => attributes.get(key) ?? null;
  const described = (): string => {
    const method = isTruthy(field('method_name')) ? field('method_name') : field('method_sig');
    if (isTruthy(method)) return `${str(method)}: (${str(field('reply_code'))}) ${str(field('reply_text'))}`;
    return isTruthy(field('reply_text')) ? str(field('reply_text')) : `<${qualname}: unknown error>`;
  };
  return { args: [code, text, signature, called], describe: { attributes, str: described } };
}

/** A worker stores this wrapper for an exception that pickle cannot rebuild. Vectors wrapper-*. */
export function unpickleableWrapper(args: PyList): Instance {
  const [module = null, name = null, wrapped = null, text = null] = checkCount(args, 3, 4);
  return { args: [module, name, { py: 'tuple', items: iterateOrRaise(wrapped) }, text] };
}

export function notRegistered(args: PyList): Instance {
  // NotRegistered is a KeyError, whose str() is the repr of a single argument
  const kind = args.length === 0 ? '' : args.length === 1 ? argsRepr(args).slice(1, -1) : argsRepr(args);
  const text = `Task of kind ${kind} never registered, please make sure it's imported.`;
  return { args, describe: { repr: () => text, str: () => (args.length === 1 ? kind : argsStr(args)) } };
}

export function reject(args: PyList): Instance {
  const [reason = null, requeue = false] = checkCount(args, 0, 2);
  return { args, describe: { repr: () => `reject requeue=${str(requeue)}: ${str(reason)}` } };
}

/**
 * Retry passes itself to `Exception.__init__` as the first argument: its repr contains itself. Vectors
 * nested-pickle-reject-retry*.
 */
export function retry(args: PyList): Instance {
  const [message = null, exc = null, when = null] = checkCount(args, 0, 5);
  const isNumber = typeof when === 'bigint' || typeof when === 'number' || typeof when === 'boolean';
  const time = (): string => (isNumber ? `in ${str(when)}s` : `at ${str(when)}`);
  const cause = (): string => (isTruthy(exc) ? `: ${typeof exc === 'string' ? exc : repr(exc)}` : '');
  const text = (): string => (isTruthy(message) ? str(message) : `Retry ${time()}${cause()}`);
  const described = (): string => `Retry(Retry(...), ${repr(exc)}, ${repr(when)})`;
  return { args, describe: { repr: described, str: text } };
}

export function backendGetMetaError(args: PyList, { qualname }: PyClass): Instance {
  return backendError(`${qualname}${argsRepr(args)}`, args, ['task_id']);
}

export function backendStoreError(args: PyList, { qualname }: PyClass): Instance {
  return backendError(`${qualname}${argsRepr(args)}`, args, ['state', 'task_id']);
}

/** Their repr ends with attributes, which a pickle sets. Vector pickle-backend-store-error. */
function backendError(start: string, args: PyList, names: readonly string[]): Instance {
  const attributes = new Map<PyValue, PyValue>();
  const textOf = (name: string): string => {
    const value = attributes.get(name) ?? '';
    return typeof value === 'string' ? value : raise();
  };
  const text = (): string => [start, ...names.map((name) => `${name}:${textOf(name)}`)].join(' ');
  return { args, describe: { attributes, repr: text } };
}
