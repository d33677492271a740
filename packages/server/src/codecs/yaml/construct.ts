import type { PyValue } from '../value.ts';
import { yamlFault } from './cursor.ts';
import { DictKeys } from './dict-keys.ts';
import { clash, Merger } from './merge.ts';
import type { Node } from './nodes.ts';
import { scalarValue } from './scalar-value.ts';

/**
 * The value of a composed document, as PyYAML's SafeConstructor makes it.
 *
 * @throws DecodeFault
 */
export function construct(root: Node): PyValue {
  const constructing = new Constructor();
  const value = constructing.value(root);
  constructing.finish();
  return value;
}

/** Collections are made empty and filled later, in the order of their making, as in PyYAML: so nothing recurses. */
class Constructor {
  readonly #merger = new Merger();
  readonly #unfilled: (() => void)[] = [];

  value(node: Node): PyValue {
    if (node.made === undefined) node.made = this.#make(node);
    return node.made;
  }

  finish(): void {
    // filling makes more to fill
    for (const fill of this.#unfilled) fill();
  }

  #make(node: Node): PyValue {
    switch (node.tag) {
      case 'seq':
        return this.#list(node);
      case 'map':
        return this.#dict(node);
      case 'set':
        return this.#set(node);
      case 'omap':
      case 'pairs':
        return this.#pairs(node);
      default:
        return scalarValue(node, node.tag);
    }
  }

  #list(node: Node): PyValue {
    const items: PyValue[] = [];
    this.#unfilled.push(() => {
      if (node.kind !== 'sequence') throw yamlFault('something that is no list', node.line);
      for (const item of node.items) items.push(this.value(item));
    });
    return items;
  }

  #dict(node: Node): PyValue {
    const entries = new Map<PyValue, PyValue>();
    this.#unfilled.push(() => this.#fill(node, entries));
    return entries;
  }

  #set(node: Node): PyValue {
    const items: PyValue[] = [];
    this.#unfilled.push(() => {
      const entries = new Map<PyValue, PyValue>();
      this.#fill(node, entries);
      for (const key of entries.keys()) items.push(key);
    });
    return { py: 'set', items };
  }

  /** A list of tuples: `!!omap` is read like `!!pairs`. */
  #pairs(node: Node): PyValue {
    const tuples: PyValue[] = [];
    this.#unfilled.push(() => {
      if (node.kind !== 'sequence') throw yamlFault('pairs that are no list', node.line);
      for (const item of node.items) {
        const [pair, ...more] = item.kind === 'mapping' ? item.pairs : [];
        if (!pair || more.length > 0) throw yamlFault('a pair that is no object of one entry', item.line);
        tuples.push({ py: 'tuple', items: [this.value(pair[0]), this.value(pair[1])] });
      }
    });
    return tuples;
  }

  #fill(node: Node, entries: Map<PyValue, PyValue>): void {
    if (node.kind !== 'mapping') throw yamlFault('something that is no object', node.line);
    this.#merger.merge(node);
    const { pairs, mergedCount = 0 } = node;
    const keys = new DictKeys();
    for (const [index, [keyNode, valueNode]] of pairs.entries()) {
      const key = keys.keep(this.value(keyNode));
      if (key === undefined) throw yamlFault('a key that cannot be one', keyNode.line);
      if (index < mergedCount && entries.has(key)) throw clash(keyNode);
      entries.set(key, this.value(valueNode));
    }
  }
}
