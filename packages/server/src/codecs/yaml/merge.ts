import type { MappingNode, Node, Pair } from './nodes.ts';
import { yamlError } from './yaml-error.ts';

/** Largest number of pairs that all merge keys of a document may add. */
const MAX_MERGED_PAIRS = 10_000_000;
/** Largest number of nested merge keys: a merged object may have merge keys itself. */
const MAX_MERGE_DEPTH = 100;

/** Adds the pairs of the objects under merge keys (`<<`) before an object's own pairs. */
export class Merger {
  /** Number of pairs added so far. */
  #count = 0;

  /**
   * Merges pairs into an object. The objects that it merges are completed first. A second call does nothing.
   *
   * @throws DecodeError
   */
  merge(node: MappingNode, depth = 0): void {
    if (node.isMerged) return;
    if (depth > MAX_MERGE_DEPTH) throw yamlError('merge keys nested too deeply', node.line);
    // set first: an object may merge itself
    node.isMerged = true;
    const merged = new MergedPairs();
    const own: Pair[] = [];
    for (const pair of node.pairs) {
      const [key, value] = pair;
      if (key.tag === 'merge') for (const source of sourcesOf(value)) this.#mergeFrom(source, merged, depth);
      else own.push(pair);
      // the key `=` is text
      if (key.tag === 'value') key.tag = 'str';
    }
    node.pairs = [...merged.pairs, ...own];
  }

  #mergeFrom(source: Node, merged: MergedPairs, depth: number): void {
    if (source.kind !== 'mapping') throw yamlError('a merge key whose value is not an object', source.line);
    this.merge(source, depth + 1);
    this.#count += source.pairs.length;
    if (this.#count > MAX_MERGED_PAIRS) throw yamlError('merge keys that make the document far larger', source.line);
    for (const pair of source.pairs) merged.add(pair);
  }
}

function sourcesOf(value: Node): readonly Node[] {
  return value.kind === 'sequence' ? value.items : [value];
}

/** The pairs that one object's merge keys add. */
class MergedPairs {
  readonly pairs: Pair[] = [];
  readonly #keys = new Set<Node | string>();

  /**
   * Adds a pair, like PyYAML 6.0.4: a second pair is ignored if its key is the same Python object. That applies to the
   * same pair by an alias, and to equal keys of one Latin character. Vectors yaml-merge*.
   */
  add(pair: Pair): void {
    const [key] = pair;
    const shared = key.kind === 'scalar' && key.text.length <= 1 && key.text <= '\xff' ? key.text : key;
    if (this.#keys.has(shared)) return;
    this.#keys.add(shared);
    this.pairs.push(pair);
  }
}
