import { currentProcess } from '../served-django.ts';
import type { PyDict, PyList, PyMapping, PyTagged, PyValue } from '../value.ts';

type Entries = Iterable<readonly [PyValue, PyValue]>;

/** How Python's `repr` writes a container: its content between two texts. */
export type ContainerForm = {
  readonly open: string;
  readonly close: string;
  /** Replaces the whole repr if the container contains itself. */
  readonly recursive: string;
} & ({ readonly items: PyList } | { readonly entries: Entries });

/**
 * Returns the form of a container, or its whole repr if it is empty or has a special repr. Undefined if the value is
 * not a container.
 */
export function containerForm(value: PyTagged): ContainerForm | string | undefined {
  switch (value.py) {
    case 'tuple':
      return { items: value.items, open: '(', close: value.items.length === 1 ? ',)' : ')', recursive: '(...)' };
    case 'set':
      return value.items.length === 0 ? 'set()' : { items: value.items, open: '{', close: '}', recursive: 'set(...)' };
    case 'frozenset':
      if (value.items.length === 0) return 'frozenset()';
      return { items: value.items, open: 'frozenset({', close: '})', recursive: 'frozenset(...)' };
    case 'deque': {
      const close = value.limit === null ? '])' : `], maxlen=${value.limit})`;
      return { items: value.items, open: 'deque([', close, recursive: '[...]' };
    }
    case 'mapping':
      return mappingForm(value);
    case 'exception': {
      const { qualname } = value.type;
      const name = qualname.slice(qualname.lastIndexOf('.') + 1);
      return value.repr ? value.repr() : { items: value.args, open: `${name}(`, close: ')', recursive: '...' };
    }
    default:
      return undefined;
  }
}

function mappingForm({ name, entries, factory, lists }: PyMapping): ContainerForm | string {
  if (lists) return { entries: lists, open: `<${name}: {`, close: '}>', recursive: '...' };
  if (factory !== undefined)
    return { entries, open: `defaultdict(${factory}, {`, close: '})', recursive: 'defaultdict(...)' };
  if (entries.size === 0) return `${name}()`;
  if (name === 'OrderedDict' && PAIRS_IN_REPR.has(currentProcess().python)) return pairsForm(entries);
  const ordered = name === 'Counter' ? sortByCount(entries) : entries;
  return { entries: ordered, open: `${name}({`, close: '})', recursive: '...' };
}

/** Before Python 3.12 the repr of an OrderedDict has a list of pairs: vector python-3.11 pickle-ordered-dict-repr. */
const PAIRS_IN_REPR: ReadonlySet<string> = new Set(['3.10', '3.11']);

function pairsForm(entries: PyDict): ContainerForm {
  const items = Array.from(entries, (pair): PyValue => ({ py: 'tuple', items: pair }));
  return { items, open: 'OrderedDict([', close: '])', recursive: '...' };
}

/** Sorts the entries of a Counter: its repr starts with the largest counts, if all counts are numbers. */
function sortByCount(entries: ReadonlyMap<PyValue, PyValue>): Entries {
  const isNumber = (value: PyValue): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';
  const counts = [...entries].map(([key, count]) => ({ key, count, size: isNumber(count) ? count : null }));
  if (counts.some(({ size }) => size === null)) return entries;
  return counts
    .sort((a, b) => ((a.size ?? 0) < (b.size ?? 0) ? 1 : (a.size ?? 0) > (b.size ?? 0) ? -1 : 0))
    .map(({ key, count }) => [key, count] as const);
}
