import type { Collection, MappingNode, Node, ScalarNode, SequenceNode } from './nodes.ts';
import { explicitTag, implicitTag } from './resolve.ts';
import type { ScalarToken } from './tokens.ts';

type ScalarContent = Omit<ScalarToken, 'kind'>;

/** The content of a missing value. */
export const NO_CONTENT: ScalarContent = { text: '', surrogates: undefined, isPlain: true };

/** The start of a node in the text. */
export interface NodeStart {
  readonly line: number;
  /** The full name of an explicit tag. `!` makes a quoted scalar resolve like a plain one. */
  readonly tag: string | undefined;
}

export function createScalar({ line, tag }: NodeStart, { text, surrogates, isPlain }: ScalarContent): ScalarNode {
  const isImplicit = tag === '!' || (tag === undefined && isPlain);
  const scalarTag = isImplicit ? implicitTag(text) : tag === undefined ? 'str' : explicitTag(tag);
  return { kind: 'scalar', line, text, surrogates, tag: scalarTag };
}

/** The node of a missing key or value. */
export function createEmpty(line: number): ScalarNode {
  return { kind: 'scalar', line, text: '', surrogates: undefined, tag: 'null' };
}

export function createSequence({ line, tag }: NodeStart): SequenceNode {
  const ownTag = tag === undefined || tag === '!' ? 'seq' : explicitTag(tag);
  return { kind: 'sequence', line, tag: ownTag, items: [], size: 1, depth: 1, isOpen: true };
}

export function createMapping({ line, tag }: NodeStart): MappingNode {
  const ownTag = tag === undefined || tag === '!' ? 'map' : explicitTag(tag);
  return { kind: 'mapping', line, tag: ownTag, pairs: [], isMerged: false, size: 1, depth: 1, isOpen: true };
}

/** Adds the extent of a node to the collection that contains it. An open collection is added when it is closed. */
export function addExtent(outer: Collection, inner: Node): void {
  if (!('isOpen' in inner)) {
    outer.size += 1 + inner.text.length;
  } else if (!inner.isOpen) {
    outer.size += inner.size;
    outer.depth = Math.max(outer.depth, inner.depth + 1);
  }
}
