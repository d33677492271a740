import type { PyText, PyValue } from '../value.ts';

/** The type of a node. `merge` and `value` are the keys `<<` and `=`. `unknown` is any tag that safe_load refuses. */
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
  /** The line on which the node starts, counted from 1. */
  readonly line: number;
  tag: Tag;
  /** The value, after it has been constructed. All aliases of the node share it. */
  constructed?: PyValue;
}

export interface ScalarNode extends BaseNode {
  readonly kind: 'scalar';
  readonly text: string;
  readonly surrogates: PyText | undefined;
}

/** The size of a collection, including the nodes that its aliases repeat. */
interface Extent {
  /** Number of nodes, and of characters of scalars. */
  size: number;
  /** Number of nested collections, including this one. */
  depth: number;
  /** Whether its end has not been read. */
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
