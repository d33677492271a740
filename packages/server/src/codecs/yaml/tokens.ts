import type { PyText } from '../value.ts';
import type { Directive, SourceTag } from './scan-properties.ts';

/** Kinds of tokens without content. */
export type Mark =
  | 'stream-end'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value';

export interface ScalarToken {
  readonly kind: 'scalar';
  readonly text: string;
  /** The same text, if it has two adjacent escaped surrogates, which a string would join. */
  readonly surrogates: PyText | undefined;
  readonly isPlain: boolean;
}

/** A token, with the line on which it starts, counted from 1. */
export type Token = { readonly line: number } & (
  | { readonly kind: Mark }
  | { readonly kind: 'alias' | 'anchor'; readonly name: string }
  | { readonly kind: 'tag'; readonly tag: SourceTag }
  | ScalarToken
  | { readonly kind: 'directive'; readonly directive: Directive }
);
