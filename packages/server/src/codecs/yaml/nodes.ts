import type { PyValue } from '../value.ts';

/** What a node is read as. `merge` and `value` are the keys `<<` and `=`; `unknown` is every tag that safe_load refuses. */
export type Tag =
  | 'null'
  | 'bool'
  | 'int'
  | 'float'
  | 'str'
  | 'binary'
  | 'timestamp'
  | 'seq'
  | 'map'
  | 'set'
  | 'omap'
  | 'pairs'
  | 'merge'
  | 'value'
  | 'unknown';

interface Common {
  /** Where it begins, counted from 1. */
  readonly line: number;
  tag: Tag;
  /** The value, once it is made: whoever refers to the node by an alias gets the same. */
  made?: PyValue;
}

export interface ScalarNode extends Common {
  readonly kind: 'scalar';
  readonly text: string;
}

/** How large a collection is with everything that aliases repeat in it. */
interface Extent {
  /** Nodes and characters of scalars. */
  size: number;
  /** Levels of collections, its own included. */
  depth: number;
  /** Whether its end has not come yet. */
  isOpen: boolean;
}

export interface SequenceNode extends Common, Extent {
  readonly kind: 'sequence';
  readonly items: Node[];
}

export interface MappingNode extends Common, Extent {
  readonly kind: 'mapping';
  pairs: Pair[];
  /** How many of the pairs, from the first on, merge keys brought; absent until that is done. */
  mergedCount?: number;
}

export type Node = ScalarNode | SequenceNode | MappingNode;
export type Collection = SequenceNode | MappingNode;
export type Pair = readonly [key: Node, value: Node];
