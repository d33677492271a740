import type { PyText, PyValue } from '../value.ts';

/**
 * The type that a node is read as. `merge` and `value` are the keys `<<` and `=`. `unknown` is any tag that safe_load
 * refuses.
 */
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

interface BaseNode {
  /** The line that it starts on, counted from 1. */
  readonly line: number;
  tag: Tag;
  /** The value, once it is constructed. All aliases of the node share it. */
  constructed?: PyValue;
}

export interface ScalarNode extends BaseNode {
  readonly kind: 'scalar';
  readonly text: string;
  readonly surrogates: PyText | undefined;
}

/** The size of a collection, with the nodes that its aliases repeat. */
interface Extent {
  /** Nodes and characters of scalars. */
  size: number;
  /** Levels of collections, its own included. */
  depth: number;
  /** Whether its end is still to be read. */
  isOpen: boolean;
}

export interface SequenceNode extends BaseNode, Extent {
  readonly kind: 'sequence';
  readonly items: Node[];
}

export interface MappingNode extends BaseNode, Extent {
  readonly kind: 'mapping';
  pairs: Pair[];
  /** Whether its merge keys have added their pairs. */
  isMerged: boolean;
}

export type Node = ScalarNode | SequenceNode | MappingNode;
export type Collection = SequenceNode | MappingNode;
export type Pair = readonly [key: Node, value: Node];
