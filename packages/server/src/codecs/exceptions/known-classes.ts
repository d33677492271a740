import type { PyClass } from '../value.ts';
import { type Constructor, ConstructorRaises, FAMILIES } from './families.ts';
import data from './known-classes.json' with { type: 'json' };

/**
 * What becomes of a count of arguments: `false` refuses them, a list picks by position (null is None); counts that are not listed keep
 * all, up to `most` of them.
 */
type CountRule = Readonly<Record<string, false | readonly (number | null)[]>>;
type KnownClass = readonly [name: string, rule?: string | CountRule];

/** The recorded table; `conformance/capture/compact-classes.py` makes it. */
const TABLE: {
  readonly classes: readonly KnownClass[];
  readonly names: Readonly<Record<string, Readonly<Record<string, number>>>>;
} = data as never;

const MODULES: ReadonlyMap<string, ReadonlyMap<string, number>> = new Map(
  Object.entries(TABLE.names).map(([module, names]) => [module, new Map(Object.entries(names))]),
);

/** A class of Python, Celery, kombu, billiard or Django, and how it takes arguments. */
export interface Known {
  readonly type: PyClass;
  readonly construct: Constructor;
}

/**
 * The exception class that a bare Django process finds under this module and dotted path, which may go through submodules
 * (vector excrow-through-a-module) or be an alias (vector excrow-alias-ioerror).
 */
export function findKnown(module: string, path: string): Known | undefined {
  const index = MODULES.get(module)?.get(path);
  const found = index === undefined ? undefined : TABLE.classes[index];
  if (found) return { type: toClass(found[0]), construct: constructorOf(found[1]) };
  const dot = path.indexOf('.');
  return dot < 0 ? undefined : findKnown(`${module}.${path.slice(0, dot)}`, path.slice(dot + 1));
}

/** The table's `module:qualname`. */
function toClass(name: string): PyClass {
  const [module = '', qualname = ''] = name.split(':');
  return { module, qualname };
}

function constructorOf(rule: string | CountRule | undefined): Constructor {
  if (rule === undefined) return (given) => ({ args: given });
  if (typeof rule === 'string') return FAMILIES.get(rule) ?? ((given) => ({ args: given }));
  return (given) => {
    const outcome = rule[String(given.length)] ?? (isBeyond(rule, given.length) ? false : undefined);
    if (outcome === false) throw new ConstructorRaises();
    if (outcome === undefined) return { args: given };
    return { args: outcome.map((position) => (position === null ? null : (given[position] ?? null))) };
  };
}

/** `takes` up to a count: everything above the largest that is taken is refused. */
function isBeyond(rule: CountRule, given: number): boolean {
  const most = rule['most'];
  return Array.isArray(most) && given > Number(most[0]);
}
