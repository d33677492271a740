import { loadExceptionClasses } from '@celery-results/conformance';
import fc, { type Arbitrary } from 'fast-check';
import { anyText, type PythonSource, quote } from './python.ts';

/**
 * Modules whose exception classes the Django process has always loaded, or never. Whether it has loaded others depends
 * on the imports of a project, as the published list of differences says. For the same reason, names of other things
 * than exceptions are left out.
 */
const MODULES = [
  'builtins',
  'celery.exceptions',
  'kombu.exceptions',
  'billiard.exceptions',
  'django.core.exceptions',
  'django.db.utils',
];
/** Renamed, added or changed between Python 3.11 and 3.14. */
const UNSTEADY = [
  'SyntaxError',
  'IndentationError',
  'TabError',
  'PythonFinalizationError',
  '_IncompleteInputError',
  'ImportCycleError',
];
const known = Object.values(await loadExceptionClasses())
  .flatMap((one) => one.names)
  .map((name) => name.split(':') as [string, string])
  .filter(([module, type]) => MODULES.includes(module) && !UNSTEADY.includes(type));

const BUILTIN = [
  'ValueError',
  'KeyError',
  'TypeError',
  'RuntimeError',
  'Exception',
  'OSError',
  'FileNotFoundError',
  'StopIteration',
  'LookupError',
  'ConnectionResetError',
];
const SHOP = [
  'PaymentError',
  'Declined',
  'Nom',
  'StrOnly',
  'EmptyLooking',
  'Outer.Inner',
  'Outer.Deep.Deeper',
  'KeepsArgs',
  'Loud',
  'BrokenRepr',
  'Swallow',
];
const GONE = ['LostError', 'LostRepr', 'LostKey', 'LostIO', 'Outer.Inner'];
const OTHER: readonly PythonSource[] = [
  'UnicodeDecodeError("utf-8", b"\\xff", 0, 1, "why")',
  'UnicodeEncodeError("ascii", "\\xe9", 0, 1, "why")',
  'json.JSONDecodeError("Expecting value", "xx", 0)',
  'shop.errors.CodeError("E", 1)',
  'shop.errors.Shouty("loud")',
  'shop.errors.ThreeOnly(1, 2, 3)',
  'shop.errors.KeywordOnly(why="y")',
  'shop.errors.NoSuperInit(1, 2)',
  'shop.errors.make_local()("x")',
  'gone.errors.LostCode("E", 1)',
  'celery.exceptions.MaxRetriesExceededError("m", task_args=(1,), task_kwargs={})',
  'celery.exceptions.Reject("why", requeue=True)',
  'celery.exceptions.Ignore("x")',
  'celery.exceptions.NotRegistered("a.b")',
  'celery.exceptions.SoftTimeLimitExceeded(5)',
  'celery.exceptions.TaskRevokedError("terminated")',
  'billiard.exceptions.WorkerLostError("lost")',
  'kombu.exceptions.OperationalError(111, "refused")',
  'django.core.exceptions.ValidationError("x")',
  'django.core.exceptions.ValidationError("%(a)s", "code", {"a": 1})',
  'django.core.exceptions.ObjectDoesNotExist("gone")',
  'django.db.utils.IntegrityError("duplicate")',
  'OSError(2, "gone")',
  'OSError(13, "no", "a.txt")',
  'OSError(5, "x", None, None, None)',
  'KeyError("a", ["b"])',
  'ExceptionGroup("g", [ValueError(1), KeyError("x")])',
  'ExceptionGroup("g", (shop.errors.Declined("x"), ExceptionGroup("h", [OSError(2, "no")])))',
  'BaseExceptionGroup("g", [ValueError(1)])',
  'BaseExceptionGroup("g", [SystemExit(1), ValueError(1)])',
  'celery.exceptions.Reject(KeyError("x"))',
  'celery.exceptions.Retry("m", ValueError(KeyError), 5)',
];
/** Classes among the arguments of an exception. */
const CLASSES: readonly PythonSource[] = [
  'int',
  'ValueError',
  'type(None)',
  'Decimal',
  'datetime.datetime',
  'collections.OrderedDict',
  'collections.abc.Mapping',
  'shop.errors.Outer.Inner',
];

/** An exception of any kind, with values for arguments. */
export function exception(value: Arbitrary<PythonSource>): Arbitrary<PythonSource> {
  const args = fc.array(value, { maxLength: 3 }).map((items) => items.join(', '));
  const call = (prefix: string, names: readonly string[]) =>
    fc.tuple(fc.constantFrom(...names), args).map(([name, given]) => `${prefix}${name}(${given})`);
  const simple = fc.oneof(call('', BUILTIN), call('shop.errors.', SHOP), fc.constantFrom(...OTHER));
  const inner = fc.oneof(simple, fc.constantFrom(...CLASSES));
  const nested = fc.oneof(
    inner,
    fc.array(inner, { maxLength: 2 }).map((items) => `[${items.join(', ')}]`),
  );
  const nestedArgs = fc.array(nested, { minLength: 1, maxLength: 3 }).map((items) => items.join(', '));
  const group = fc
    .array(simple, { minLength: 1, maxLength: 3 })
    .map((items) => `ExceptionGroup("g", [${items.join(', ')}])`);
  return fc.oneof(
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...BUILTIN), nestedArgs).map(([name, given]) => `${name}(${given})`),
    },
    { weight: 1, arbitrary: group },
    { weight: 6, arbitrary: call('', BUILTIN) },
    { weight: 3, arbitrary: call('shop.errors.', SHOP) },
    { weight: 2, arbitrary: call('gone.errors.', GONE) },
    { weight: 3, arbitrary: fc.constantFrom(...OTHER) },
  );
}

/** Code that raises an exception with notes, a cause or a context. */
export function raising(value: Arbitrary<PythonSource>): Arbitrary<PythonSource> {
  const simple = exception(value);
  return fc.oneof(
    fc.tuple(simple, anyText.map(quote)).map(([exc, note]) => `e = ${exc}\ne.add_note(${note})\nraise e`),
    fc.tuple(simple, simple).map(([exc, cause]) => `raise ${exc} from ${cause}`),
    fc
      .tuple(simple, simple)
      .map(([exc, context]) => `try:\n    raise ${context}\nexcept BaseException:\n    raise ${exc}`),
    simple.map((exc) => `e = ${exc}\ne.extra = [1]\nraise e`),
  );
}

export const jsonValue: Arbitrary<string> = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value));

/** An exception as it is stored, of classes that exist and that do not. */
export const storedException: Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...known) },
      {
        weight: 2,
        arbitrary: fc.constantFrom(...SHOP.map((name) => ['shop.errors', name] as [string, string]), [
          'shop',
          'PaymentError',
        ]),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom<[unknown, string]>(
          ['gone.errors', 'Lost'],
          ['builtins', 'Nope.Inner'],
          [null, 'ValueError'],
          ['', 'X'],
          [5, 'X'],
          ['__proto__', 'constructor'],
        ),
      },
      { weight: 1, arbitrary: fc.tuple(fc.constantFrom<unknown>(null, 'no.such', undefined), anyText) },
    ),
    fc.oneof(
      { weight: 4, arbitrary: fc.array(jsonValue, { maxLength: 4 }).map((items) => `[${items.join(', ')}]`) },
      { weight: 1, arbitrary: jsonValue },
      { weight: 1, arbitrary: fc.constant(undefined) },
    ),
  )
  .map(([[module, type], message]) => {
    const parts = [`"exc_type": ${JSON.stringify(type)}`];
    if (message !== undefined) parts.push(`"exc_message": ${message}`);
    if (module !== undefined) parts.push(`"exc_module": ${JSON.stringify(module)}`);
    return `{${parts.join(', ')}}`;
  });
