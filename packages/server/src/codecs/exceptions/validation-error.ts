import { percent } from '../python/percent.ts';
import { repr, str } from '../python/repr.ts';
import { isDict, isException, isList, isTruthy, type PyException, type PyList, type PyValue } from '../value.ts';
import { checkCount, type Instance, raise } from './constructor.ts';

type Attributes = Map<PyValue, PyValue>;

/**
 * `django.core.exceptions.ValidationError(message, code, params)`: a message, a list of messages, or lists of messages
 * by field. A message may be another ValidationError. Vectors exc-django-validation*, pickle-validation-*,
 * validation-widths.
 */
export function validationError(args: PyList): Instance {
  const [message = null, code = null, params = null] = checkCount(args, 1, 3);
  return { args: [message, code, params], describe: describeValidation(attributesOf(message, code, params)) };
}

/** The repr and the str read the attributes when they are called, since a pickle sets the attributes later. */
function describeValidation(attributes: Attributes): Pick<PyException, 'repr' | 'str' | 'attributes'> {
  const text = (): string => repr(attributes.has('error_dict') ? messagesByField(attributes) : messages(attributes));
  return { attributes, str: text, repr: () => `ValidationError(${text()})` };
}

/** The attributes that the constructor sets. @throws ConstructorRaises */
function attributesOf(message: PyValue, code: PyValue, params: PyValue): Attributes {
  const inner = isValidation(message) ? message.attributes : undefined;
  if (inner?.has('error_dict')) return attributesOf(inner.get('error_dict') ?? null, code, params);
  if (inner && !inner.has('message')) return attributesOf(inner.get('error_list') ?? null, code, params);
  if (inner) return single(inner.get('message') ?? null, inner.get('code') ?? null, inner.get('params') ?? null);
  if (isDict(message)) {
    const fields = new Map([...message].map(([field, one]) => [field, toError(one).get('error_list') ?? raise()]));
    return new Map<PyValue, PyValue>([['error_dict', fields]]);
  }
  if (!isList(message)) return single(message, code, params);
  return new Map<PyValue, PyValue>([['error_list', message.flatMap((one) => errorsOf(toError(one)))]]);
}

function single(message: PyValue, code: PyValue, params: PyValue): Attributes {
  const attributes: Attributes = new Map<PyValue, PyValue>([
    ['message', message],
    ['code', code],
    ['params', params],
  ]);
  // the list contains the error itself, represented by its attributes
  attributes.set('error_list', [itself(attributes)]);
  return attributes;
}

function itself(attributes: Attributes): PyException {
  const type = { module: 'django.core.exceptions', qualname: 'ValidationError' };
  return { py: 'exception', type, args: [], falsy: false, ...describeValidation(attributes) };
}

function toError(message: PyValue): Attributes {
  return isValidation(message) ? message.attributes : attributesOf(message, null, null);
}

function errorsOf(attributes: Attributes): PyList {
  const fields = attributes.get('error_dict');
  if (fields !== undefined && isDict(fields))
    return [...fields.values()].flatMap((one) => (isList(one) ? one : raise()));
  const list = attributes.get('error_list') ?? null;
  return isList(list) ? list : raise();
}

function isValidation(value: PyValue): value is PyException & { readonly attributes: Attributes } {
  return isException(value) && value.attributes !== undefined;
}

/** `list(error)`. Throws if a message cannot be formatted. */
function messages(attributes: Attributes): PyList {
  const list = attributes.get('error_list') ?? null;
  return isList(list) ? list.map(messageOf) : raise();
}

/** `dict(error)` */
function messagesByField(attributes: Attributes): PyValue {
  const fields = attributes.get('error_dict') ?? null;
  if (!isDict(fields)) return raise();
  return new Map([...fields].map(([field, list]) => [field, messages(attributesOf(list, null, null))]));
}

function messageOf(error: PyValue): string {
  const attributes = isValidation(error) ? error.attributes : raise();
  const [message, params] = [attributes.get('message'), attributes.get('params') ?? null];
  if (message === undefined) return raise();
  const text = isTruthy(params) ? percent(message, params) : message;
  return text === undefined ? raise() : str(text);
}
