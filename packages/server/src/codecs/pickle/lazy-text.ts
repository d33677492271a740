import { percent } from '../python/percent.ts';
import { str } from '../python/repr.ts';
import { isDict, isTruthy, type PyDict, type PyList, type PyOther, type PyValue } from '../value.ts';
import { dictOf, itemsOf } from './growing-containers.ts';
import { lazyText } from './lazy.ts';
import { isName, type Name } from './name.ts';
import { refuseCall } from './refuse-call.ts';
import { createUnknown } from './unknown.ts';

/** Arguments of a function of `django.utils.translation`, by name. */
type NamedArguments = (name: string) => PyValue | undefined;

/**
 * The results of Django's translation functions for a message without a translation, as in a process without a
 * language.
 */
const UNTRANSLATED: ReadonlyMap<
  string,
  { readonly names: readonly string[]; readonly text: (of: NamedArguments) => PyValue | undefined }
> = new Map([
  ['gettext', { names: ['message'], text: (of) => of('message') }],
  ['pgettext', { names: ['context', 'message'], text: (of) => of('message') }],
  ['ngettext', { names: ['singular', 'plural', 'number'], text: plural }],
  ['npgettext', { names: ['context', 'singular', 'plural', 'number'], text: plural }],
]);

function plural(of: NamedArguments): PyValue | undefined {
  return of(Number(of('number') ?? 0) === 1 ? 'singular' : 'plural');
}

const MODULE = 'django.utils.translation';

/**
 * The names in the pickle of a lazy text of Django, such as `gettext_lazy('hello')`. Django translates such a text when
 * it is read: vectors value-lazy-text, pickle-lazy-*.
 */
export const LAZY_TEXTS: readonly (readonly [string, Name['call']])[] = [
  ['django.utils.functional:_lazy_proxy_unpickle', untranslated],
  [`${MODULE}:_lazy_number_unpickle`, numbered],
  ...[...UNTRANSLATED.keys()].map((name) => [`${MODULE}:${name}`, refuseCall] as const),
];

/** `_lazy_proxy_unpickle(function, args, kwargs, *classes)` */
function untranslated([called = null, args = null, named = null]: PyList): PyValue {
  const text = translate(called, itemsOf(args), dictOf(named) ?? new Map());
  if (typeof text === 'string') return lazyText(text);
  // the text of a function that only Django's process has: vector pickle-lazy-reverse
  return isName(called) ? createUnknown(called.named, [], true) : refuseCall();
}

function translate(called: PyValue, args: PyList, named: PyDict): PyValue | undefined {
  const { module = '', qualname = '' } = isName(called) ? called.named : {};
  // lazystr(5)
  if (module === 'builtins' && qualname === 'str' && args.length === 1) return str(args[0] ?? null);
  const found = module === MODULE ? UNTRANSLATED.get(qualname) : undefined;
  return found?.text((name) => args[found.names.indexOf(name)] ?? named.get(name));
}

/**
 * `_lazy_number_unpickle(function, class, number, kwargs)`: a text that is formatted with `%`. The value of the key
 * `number` selects singular or plural. Its str is empty. Vector pickle-lazy-plural.
 */
function numbered([called = null, , number = null, named = null]: PyList): PyValue {
  const given = dictOf(named) ?? refuseCall();
  const lazy: PyOther = {
    py: 'other',
    text: "''",
    truthy: isTruthy(given.get('singular') ?? null),
    format: (right) => {
      const value = isDict(right) && isTruthy(number) ? right.get(number) : right;
      if (value === undefined) return undefined;
      const text = translate(called, [], new Map([...given, ['number', value]]));
      // a message without a placeholder is not changed
      return text === undefined ? undefined : (percent(text, right) ?? text);
    },
  };
  return lazy;
}
