import { repr } from '../python/repr.ts';
import { uuidFromInt } from '../python/uuid.ts';
import {
  isTagged,
  isTuple,
  type PyClass,
  type PyList,
  type PyMapping,
  type PyOther,
  type PyTagged,
  type PyValue,
} from '../value.ts';
import { dictOf, itemsOf, setItems } from './growing-containers.ts';
import { isName } from './name.ts';
import { refuseCall } from './refuse-call.ts';
import { createUnknown, isUnknown, noteState } from './unknown.ts';

/** Subclasses of str that every answer contains as plain text. Vector pickle-safestring. */
const TEXTS: ReadonlySet<string> = new Set([
  'django.utils.safestring:SafeString',
  'django.utils.safestring:SafeText',
  'django.utils.safestring:EscapeText',
]);

/**
 * The operation NEWOBJ: creates an object without state. Python writes it for UUIDs, whose state BUILD adds, and for
 * plain objects (vector refused-object), whose repr contains an address.
 */
export function newObject(type: PyValue, args: PyList = []): PyValue {
  if (!isName(type)) return refuseCall();
  const { module, qualname } = type.named;
  const name = `${module}:${qualname}`;
  if (TEXTS.has(name)) return text(args);
  if (name === 'builtins:object') return args.length === 0 ? plainObject() : refuseCall();
  if (name === 'uuid:UUID') return args.length === 0 ? { py: 'uuid', text: '' } : refuseCall();
  if (name === 'types:SimpleNamespace') return namespace(args);
  if (MULTI_VALUE_DICTS.has(name)) return args.length === 0 ? multiValueDict(type.named) : refuseCall();
  return BUILTIN.has(name) ? refuseCall() : createUnknown(type.named, args, true);
}

const plainObject = (): PyOther => ({ py: 'other', text: '<object object>', truthy: true });

/** Built-in classes: Python writes NEWOBJ only for their subclasses. */
const BUILTIN: ReadonlySet<string> = new Set(
  'list tuple dict set frozenset bytes bytearray complex int float str bool type'
    .split(' ')
    .map((n) => `builtins:${n}`),
);

function text([content = '']: PyList): PyValue {
  return typeof content === 'string' || (isTagged(content) && content.py === 'text') ? content : refuseCall();
}

/** `copyreg._reconstructor(cls, base, state)`, the form of older protocols. */
export function reconstruct([type = null, base = null, state = null]: PyList): PyValue {
  if (!isName(base)) return refuseCall();
  return newObject(type, base.named.qualname === 'object' ? [] : [state]);
}

/** `types.SimpleNamespace()`. BUILD sets its attributes. */
interface Namespace extends PyOther {
  readonly attributes: Map<PyValue, PyValue>;
}

export function namespace(args: PyList): PyValue {
  if (args.length > 0) return refuseCall();
  const attributes = new Map<PyValue, PyValue>();
  const made: Namespace = {
    py: 'other',
    get text(): string {
      return `namespace(${[...attributes].map(([name, value]) => `${String(name)}=${repr(value)}`).join(', ')})`;
    },
    truthy: true,
    attributes,
  };
  return made;
}

/** The operation BUILD: sets an object's state. */
export function build(target: PyValue, state: PyValue): void {
  if (isUnknown(target)) noteState(target, state);
  else if (isTagged(target) && target.py === 'mapping' && target.lists) setLists(target, state);
  else if (isTagged(target) && target.py === 'uuid') setUuid(target, state);
  else if (isTagged(target) && 'attributes' in target && target.attributes) setAttributes(target.attributes, state);
  // no answer contains the attributes of these objects, so they are ignored
  else if (!canHaveAttributes(target) || (state !== null && !dictOf(state) && !isTuple(state))) refuseCall();
}

/** Dicts of Django that keep all values of each key. Vectors pickle-querydict*. */
const MULTI_VALUE_DICTS: ReadonlySet<string> = new Set([
  'django.utils.datastructures:MultiValueDict',
  'django.http.request:QueryDict',
]);

function multiValueDict({ qualname }: PyClass): PyMapping {
  const name = qualname === 'QueryDict' ? 'QueryDict' : 'MultiValueDict';
  return { py: 'mapping', name, entries: new Map(), lists: new Map() };
}

/** Their JSON has the last value of each key, and an empty list for none. */
function setLists({ entries, lists }: PyMapping, state: PyValue): void {
  const data = dictOf(dictOf(state)?.get('_data') ?? null) ?? refuseCall();
  const [all, last] = [lists as Map<PyValue, PyValue>, entries as Map<PyValue, PyValue>];
  last.clear();
  for (const [key, values] of data) {
    all.set(key, values);
    last.set(key, itemsOf(values).at(-1) ?? []);
  }
}

function setAttributes(attributes: Map<PyValue, PyValue>, state: PyValue): void {
  const given = dictOf(state);
  if (given) setItems(attributes, [...given].flat());
  else if (state !== null) refuseCall();
}

const WITH_ATTRIBUTES: ReadonlySet<PyTagged['py']> = new Set([
  'exception',
  'mapping',
  'deque',
  'bytearray',
  'set',
  'frozenset',
]);

function canHaveAttributes(target: PyValue): boolean {
  return isTagged(target) && WITH_ATTRIBUTES.has(target.py);
}

function setUuid(target: object, state: PyValue): void {
  const int = dictOf(state)?.get('int');
  const found = typeof int === 'bigint' ? uuidFromInt(int) : undefined;
  Object.assign(target, { text: found ?? refuseCall() });
}
