import type { PyList, PyMapping, PyValue } from '../value.ts';
import { append, checkHashable, dictOf, type GrowingDict, itemsOf, setItems } from './growing-containers.ts';
import { isName } from './name.ts';
import { refuseCall } from './refuse-call.ts';

/** `list(items)` */
export function list([items = []]: PyList): PyValue {
  return [...itemsOf(items)];
}

/** `tuple(items)` */
export function tuple([items = []]: PyList): PyValue {
  return { py: 'tuple', items: [...itemsOf(items)] };
}

/** `dict(dict)` */
export function dict([entries = new Map()]: PyList): PyValue {
  return new Map(dictOf(entries) ?? refuseCall());
}

/** `set(items)` */
export function set([items = []]: PyList): PyValue {
  return { py: 'set', items: itemsOf(items).map(checkHashable) };
}

/** `frozenset(items)` */
export function frozenset([items = []]: PyList): PyValue {
  return { py: 'frozenset', items: itemsOf(items).map(checkHashable) };
}

/** `collections.OrderedDict(entries)` and `collections.Counter(entries)` */
export function mapping(name: 'OrderedDict' | 'Counter', [entries]: PyList): PyValue {
  return fill({ py: 'mapping', name, entries: new Map() }, entries);
}

/** `collections.defaultdict(factory, entries)` */
export function defaultdict([factory = null, entries]: PyList): PyValue {
  return fill({ py: 'mapping', name: 'defaultdict', entries: new Map(), factory: factoryRepr(factory) }, entries);
}

function factoryRepr(factory: PyValue): string {
  if (factory === null) return 'None';
  return isName(factory) ? factory.text : refuseCall();
}

function fill(target: PyMapping, entries: PyValue | undefined): PyMapping {
  if (entries !== undefined) setItems(target, flatten(entries));
  return target;
}

/** Returns alternating keys and values, from a dict or an iterable of pairs. */
function flatten(entries: PyValue): PyList {
  const source: GrowingDict | undefined = dictOf(entries);
  if (source) return [...source].flat();
  return itemsOf(entries).flatMap((pair) => {
    const items = itemsOf(pair);
    return items.length === 2 ? items : refuseCall();
  });
}

/** `collections.deque(items, maxlen)` */
export function deque([items = [], limit = null]: PyList): PyValue {
  if (limit !== null && (typeof limit !== 'bigint' || limit < 0n)) return refuseCall();
  const target: PyValue = { py: 'deque', items: [], limit };
  append(target, itemsOf(items));
  return target;
}
