import type { PyValue } from '../value.ts';
import { DictKeys } from './dict-keys.ts';
import { Merger } from './merge.ts';
import type { Node } from './nodes.ts';
import { scalarValue } from './scalar-value.ts';
import { yamlError } from './yaml-error.ts';

/**
 * Constructs the value of a composed document, as PyYAML's SafeConstructor does.
 *
 * @throws DecodeError
 */
export function construct(root: Node): PyValue {
  const creator = new Constructor();
  const value = creator.value(root);
  creator.finish();
  return value;
}

/**
 * Creates empty collections and fills them later, in the order of their creation. So, like PyYAML, it never recurses.
 */
class Constructor {
  readonly #merger = new Merger();
  readonly #unfilled: (() => void)[] = [];

  value(node: Node): PyValue {
    if (node.constructed === undefined) node.constructed = this.#create(node);
    return node.constructed;
  }

  /** Fills all collections. */
  finish(): void {
    // filling a collection appends its nested collections to this list
    for (const fill of this.#unfilled) fill();
  }

  #create(node: Node): PyValue {
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
      if (node.kind !== 'sequence') throw yamlError('a value that is not a list', node.line);
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

  /** `!!pairs` is a list of tuples. PyYAML reads `!!omap` in the same way. */
  #pairs(node: Node): PyValue {
    const tuples: PyValue[] = [];
    this.#unfilled.push(() => {
      if (node.kind !== 'sequence') throw yamlError('pairs that are not a list', node.line);
      for (const item of node.items) {
        const [pair, ...more] = item.kind === 'mapping' ? item.pairs : [];
        if (!pair || more.length > 0) throw yamlError('a pair that is not an object with one entry', item.line);
        tuples.push({ py: 'tuple', items: [this.value(pair[0]), this.value(pair[1])] });
      }
    });
    return tuples;
  }

  #fill(node: Node, entries: Map<PyValue, PyValue>): void {
    if (node.kind !== 'mapping') throw yamlError('a value that is not an object', node.line);
    this.#merger.merge(node);
    const keys = new DictKeys();
    for (const [keyNode, valueNode] of node.pairs) {
      const key = keys.add(this.value(keyNode));
      if (key === undefined) throw yamlError('a value that cannot be a key', keyNode.line);
      entries.set(key, this.value(valueNode));
    }
  }
}
