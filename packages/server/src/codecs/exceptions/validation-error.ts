import { percent } from '../python/percent.ts';
import { repr, str } from '../python/repr.ts';
import { isDict, isList, isTruthy, type PyList, type PyValue } from '../value.ts';

/** Its repr raises and its str too: kombu then shows the answering process's own call stack, of which this is the beginning. */
const UNREPRESENTABLE = "<Unrepresentable <class 'django.core.exceptions.ValidationError'>>";

/**
 * `repr(ValidationError(message, code, params))` of Django: the messages as a list, or as lists by field. Undefined where the
 * constructor raises. Vectors exc-django-validation*,
 * excrow-unrepresentable.
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
  if (isList(message)) return `ValidationError(${repr(messagesOf(message))})`;
  const text = isTruthy(params) ? percent(message, params) : message;
  return text === undefined ? UNREPRESENTABLE : `ValidationError(${repr([str(text)])})`;
}

function messagesOf(message: PyValue): PyList {
  if (isList(message)) return message.flatMap(messagesOf);
  if (isDict(message)) return [...message.values()].flatMap(messagesOf);
  return [str(message)];
}
