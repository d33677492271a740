import type { MappingNode, Node, SequenceNode } from './nodes.ts';
import type { Mark } from './tokens.ts';

/** A list whose end has not been read. */
export interface SequenceFrame {
  readonly kind: 'block-sequence' | 'indentless-sequence' | 'flow-sequence';
  readonly node: SequenceNode;
  /** Whether its first entry has been read. */
  isStarted: boolean;
}

/** An object whose end has not been read. */
export interface MappingFrame {
  readonly kind: 'block-mapping' | 'flow-mapping' | 'flow-pair';
  readonly node: MappingNode;
  /** Whether its first entry has been read. */
  isStarted: boolean;
  /** The key whose value is read next. */
  key: Node | undefined;
}

export type Frame = SequenceFrame | MappingFrame;

/** The marks that show that a list's item is empty. */
export const EMPTY_ITEM_ENDS: Readonly<Record<'block-sequence' | 'indentless-sequence', readonly Mark[]>> = {
  'block-sequence': ['block-entry', 'block-end'],
  'indentless-sequence': ['block-entry', 'key', 'value', 'block-end'],
};

/** The marks before which a key or a value may be missing. */
export const EMPTY_VALUE_ENDS: Readonly<Record<MappingFrame['kind'], readonly Mark[]>> = {
  'block-mapping': ['value', 'key', 'block-end'],
  'flow-mapping': ['value', 'flow-entry', 'flow-mapping-end'],
  'flow-pair': ['value', 'flow-entry', 'flow-sequence-end'],
};
