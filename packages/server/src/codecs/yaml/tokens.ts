import type { Directive, WrittenTag } from './scan-properties.ts';

/** Tokens that say nothing but what they are. */
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

/** What the text consists of, with the line (from 1) where it stands. */
export type Token = { readonly line: number } & (
  | { readonly kind: Mark }
  | { readonly kind: 'alias' | 'anchor'; readonly name: string }
  | { readonly kind: 'tag'; readonly tag: WrittenTag }
  | { readonly kind: 'scalar'; readonly text: string; readonly isPlain: boolean }
  | { readonly kind: 'directive'; readonly directive: Directive }
);
