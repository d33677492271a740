import type { MappingNode, Node, Pair } from './nodes.ts';
import { yamlError } from './yaml-error.ts';

/** Pairs that all merge keys of a document may add together. */
const MAX_MERGED_PAIRS = 10_000_000;
/** Levels of merge keys: an object that one merges may have merge keys itself. */
const MAX_MERGE_DEPTH = 100;

/** Adds the pairs of the objects under merge keys (`<<`) before an object's own pairs. */
export class Merger {
  /** Pairs added so far. */
  #count = 0;

  /**
   * Merges into an object, and first into the objects that it merges. A second call does nothing.
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
    if (source.kind !== 'mapping') throw yamlError('a merge key with something else than objects', source.line);
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
   * Adds a pair, as PyYAML 6.0.4: a second pair is ignored where Python has one object for the texts of both keys. That
   * is so for the same pair by an alias, and for keys of one Latin character. Vectors yaml-merge*.
   */
  add(pair: Pair): void {
    const [key] = pair;
    const shared = key.kind === 'scalar' && key.text.length <= 1 && key.text <= '\xff' ? key.text : key;
    if (this.#keys.has(shared)) return;
    this.#keys.add(shared);
    this.pairs.push(pair);
  }
}
