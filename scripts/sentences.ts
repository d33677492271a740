import { parseSync } from 'oxc-parser';

/** A sentence of prose and the line of the file on which its paragraph begins, counted from 1. */
export interface Sentence {
  readonly line: number;
  readonly text: string;
}

/** Sentences of the docstrings that a file publishes: those of exported declarations and of their members. */
export function docstringSentences(path: string, text: string): readonly Sentence[] {
  const { program, comments } = parseSync(path, text);
  const exported = program.body.filter(({ type }) => type.startsWith('Export'));
  return comments
    .filter(({ type, value }) => type === 'Block' && value.startsWith('*'))
    .filter((comment) => exported.some((node) => isInside(comment, node) || isBefore(text, comment, node)))
    .flatMap(({ start, value }) => {
      const first = text.slice(0, start).split('\n').length;
      const lines = value
        .slice(1)
        .split('\n')
        .map((line) => line.replace(/^\s*\*? ?/, ''));
      return proseSentences(lines, first, /^\s*(?:@\w+|[-*] |\d+\. )/);
    });
}

/** Sentences of a Markdown text. Headings, tables, code blocks and HTML count as none. */
export function markdownSentences(text: string): readonly Sentence[] {
  return proseSentences(text.split('\n'), 1, /^\s*(?:[-*] |\d+\. |> )/, /^\s*(?:#|\||<)/);
}

/** How many words a sentence has; a code span or a link is what its text has, and a code span is one word. */
export function wordCount(sentence: string): number {
  const plain = sentence
    .replace(/`[^`]*`/g, 'code')
    .replace(/\{@link ([^}]*)\}/g, 'link')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1');
  return plain.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** Cuts lines into paragraphs and those into sentences. `item` begins a paragraph, `skipped` is no prose. */
function proseSentences(lines: readonly string[], first: number, item: RegExp, skipped = /^$/): readonly Sentence[] {
  const sentences: Sentence[] = [];
  let paragraph: string[] = [];
  let start = first;
  let isCode = false;
  const end = (): void => {
    for (const text of paragraph.join(' ').split(/(?<=[.!?]\)?)\s+/))
      if (text !== '') sentences.push({ line: start, text });
    paragraph = [];
  };
  for (const [index, line] of lines.entries()) {
    const isFence = /^\s*```/.test(line);
    if (isFence) isCode = !isCode;
    // four spaces begin a code block, and inside a paragraph they are only a line of it
    const isIndented = paragraph.length === 0 && line.startsWith('    ');
    if (isFence || isCode || isIndented || line.trim() === '' || skipped.test(line)) {
      end();
      continue;
    }
    if (item.test(line)) end();
    if (paragraph.length === 0) start = first + index;
    paragraph.push(line.trim());
  }
  end();
  return sentences;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function isInside(inner: Range, outer: Range): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function isBefore(text: string, comment: Range, node: Range): boolean {
  return comment.end <= node.start && text.slice(comment.end, node.start).trim() === '';
}
