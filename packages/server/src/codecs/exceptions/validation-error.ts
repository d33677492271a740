import { repr, str } from '../python/repr.ts';
import { isDict, isList, isTruthy, type PyList, type PyValue } from '../value.ts';

/**
 * `repr(ValidationError(message, code, params))` of Django: the messages as a list, or as lists by field. Undefined where the
 * constructor raises. Vectors exc-django-validation*.
 */
export function validationError([message = null, , params = null]: PyList): string | undefined {
  if (isDict(message)) {
    const fields = new Map<PyValue, PyValue>();
    for (const [field, messages] of message) {
      // a field's messages may not be fields again
      if (isDict(messages)) return undefined;
      fields.set(field, messagesOf(messages));
    }
    return `ValidationError(${repr(fields)})`;
  }
  return `ValidationError(${repr(isList(message) ? messagesOf(message) : [withParams(message, params)])})`;
}

function messagesOf(message: PyValue): PyList {
  if (isList(message)) return message.flatMap(messagesOf);
  if (isDict(message)) return [...message.values()].flatMap(messagesOf);
  return [str(message)];
}

/** Python's `%` with a dict, as far as messages use it: `%(name)s`, `%(name)d`, `%(name)r` and `%%`. */
function withParams(message: PyValue, params: PyValue): string {
  const text = str(message);
  if (!isTruthy(params) || !isDict(params)) return text;
  return text.replace(/%(?:\((\w+)\)([sdr])|%)/g, (whole, name: string | undefined, kind: string) => {
    if (name === undefined) return '%';
    const value = params.get(name);
    if (value === undefined) return whole;
    return kind === 'r' ? repr(value) : str(value);
  });
}
