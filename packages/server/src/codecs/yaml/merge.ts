import { yamlFault } from './cursor.ts';
import type { MappingNode, Node, Pair } from './nodes.ts';

/** How many pairs all merge keys of a document may merge in. */
const MAX_MERGED = 10_000_000;
/** How deep merge keys may stand inside the objects that merge keys merge. */
const MAX_NESTED = 100;

/** Puts the pairs of the objects under merge keys (`<<`) in front of an object's own. */
export class Merger {
  #merged = 0;

  /**
   * Merges once into an object, and before that into what it merges.
   *
   * @throws DecodeFault also where two merged pairs have the same key: PyYAML 6.0.3 takes another one of them than 6.0.4
   */
  merge(node: MappingNode, depth = 0): void {
    if (node.mergedCount !== undefined) return;
    if (depth > MAX_NESTED) throw yamlFault('merge keys nested too deeply', node.line);
    // set before, for an object that merges itself
    node.mergedCount = 0;
    const merged = new MergedPairs();
    const own: Pair[] = [];
    for (const pair of node.pairs) {
      const [key, value] = pair;
      if (key.tag === 'merge') for (const source of sources(value)) this.#mergeFrom(source, merged, depth);
      else own.push(pair);
      // as a key, `=` is text
      if (key.tag === 'value') key.tag = 'str';
    }
    node.pairs = [...merged.pairs, ...own];
    node.mergedCount = merged.pairs.length;
  }

  #mergeFrom(source: Node, merged: MergedPairs, depth: number): void {
    if (source.kind !== 'mapping') throw yamlFault('a merge key with something else than objects', source.line);
    this.merge(source, depth + 1);
    this.#merged += source.pairs.length;
    if (this.#merged > MAX_MERGED) throw yamlFault('merge keys that make the document far larger', source.line);
    for (const pair of source.pairs) merged.add(pair);
  }
}

function sources(value: Node): readonly Node[] {
  return value.kind === 'sequence' ? value.items : [value];
}

class MergedPairs {
  readonly pairs: Pair[] = [];
  readonly #keys = new Set<Node>();
  readonly #texts = new Set<string>();

  /** A pair that comes twice, by aliases of one object, is merged once. */
  add(pair: Pair): void {
    const [key] = pair;
    if (this.#keys.has(key)) return;
    this.#keys.add(key);
    if (key.kind === 'scalar') {
      if (this.#texts.has(key.text)) throw clash(key);
      this.#texts.add(key.text);
    }
    this.pairs.push(pair);
  }
}

/** Two merged pairs of one key. */
export function clash({ line }: Node): Error {
  return yamlFault('two merged objects with the same key, of which releases of PyYAML take another one', line);
}
