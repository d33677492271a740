import { childrenOf, type JsonChild, type JsonSpan, spanAt } from './tokens.ts';

/** Largest number of characters of a scalar that a page shows. */
const SHOWN_CHARS = 4_000;
/** Number of children that are shown at once. */
export const PAGE_CHILDREN = 100;

/** A value with its displayed text. */
export interface JsonNode extends JsonChild {
  /** The start of the JSON text of the value. */
  readonly text: string;
  readonly isCut: boolean;
  /** Number of children, up to {@link PAGE_CHILDREN}; 0 for a scalar. */
  readonly count: number;
  /** Whether the value has more children than `count`. */
  readonly hasMore: boolean;
}

export interface NodePage {
  readonly nodes: readonly JsonNode[];
  readonly next: number | undefined;
}

/** Reads JSON text in the page, or in a worker. */
export interface JsonSource {
  /** Returns the root value of the text. */
  root(): Promise<JsonNode>;
  /** Returns children of a container, from `next` of the previous page. */
  children(span: JsonSpan, from?: number): Promise<NodePage>;
  close(): void;
}

/**
 * Reads text in this thread.
 *
 * @param start index at which the value begins
 */
export function textSource(text: string, start = 0): JsonSource {
  return {
    root: async () => nodeOf(text, { ...spanAt(text, start), key: undefined }),
    children: async (span, from) => {
      const { children, next } = childrenOf(text, span, PAGE_CHILDREN, from);
      return { nodes: children.map((child) => nodeOf(text, child)), next };
    },
    close: () => {},
  };
}

function nodeOf(text: string, child: JsonChild): JsonNode {
  const isContainer = child.kind === 'object' || child.kind === 'array';
  const page = isContainer ? childrenOf(text, child, PAGE_CHILDREN) : undefined;
  const end = Math.min(child.end, child.start + SHOWN_CHARS);
  return {
    ...child,
    text: isContainer ? '' : text.slice(child.start, end),
    isCut: !isContainer && end < child.end,
    count: page?.children.length ?? 0,
    hasMore: page?.next !== undefined,
  };
}
