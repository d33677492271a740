import { parseSync } from 'oxc-parser';
import { docstringSentences, markdownSentences, type Sentence, wordCount } from './sentences.ts';
import { FORBIDDEN, MAX_COLUMNS, MAX_WORDS, MAY_NAME_FORBIDDEN } from './style-rules.ts';

/** A line that breaks a rule of style. */
export interface StyleError {
  /** From the root, with forward slashes. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** Every way in which a file breaks the rules of style, in the order of the rules. */
export function styleErrors(path: string, text: string): readonly StyleError[] {
  const found = [
    ...widthErrors(path, text),
    ...(isProse(path) ? wordErrors(text) : []),
    ...sentenceErrors(sentencesOf(path, text)),
    ...(/\.(?:ts|tsx|js|mjs)$/.test(path) ? spreadErrors(path, text) : []),
  ];
  return found.map((error) => ({ path, ...error }));
}

type LineError = Omit<StyleError, 'path'>;

/** Tables of Markdown are as wide as they need to be; a URL cannot be wrapped. */
function widthErrors(path: string, text: string): readonly LineError[] {
  const isMarkdown = path.endsWith('.md');
  return text.split('\n').flatMap((line, index) => {
    if (isMarkdown && line.trimStart().startsWith('|')) return [];
    const wrappable = line.replace(/https?:\/\/\S+/g, '').replace(isMarkdown ? /\]\([^)\s]*\)/g : /$^/g, ']()');
    const columns = [...wrappable].length;
    return columns > MAX_COLUMNS ? [{ line: index + 1, message: `${columns} columns, more than ${MAX_COLUMNS}` }] : [];
  });
}

function wordErrors(text: string): readonly LineError[] {
  return text.split('\n').flatMap((line, index) =>
    FORBIDDEN.flatMap(({ pattern, reason }) => {
      const match = pattern.exec(line);
      return match ? [{ line: index + 1, message: `"${match[0]}": ${reason}` }] : [];
    }),
  );
}

function sentenceErrors(sentences: readonly Sentence[]): readonly LineError[] {
  return sentences.flatMap(({ line, text }) => {
    const words = wordCount(text);
    const start = text.split(/\s+/).slice(0, 6).join(' ');
    return words > MAX_WORDS ? [{ line, message: `${words} words, more than ${MAX_WORDS}: "${start} …"` }] : [];
  });
}

/** A spread of a literal says the same without the spread; it only keeps a formatter from breaking the line. */
function spreadErrors(path: string, text: string): readonly LineError[] {
  const errors: LineError[] = [];
  visit(parseSync(path, text).program, (node) => {
    if (node['type'] !== 'SpreadElement') return;
    const { type, start } = node['argument'] as { readonly type: string; readonly start: number };
    if (type !== 'ObjectExpression' && type !== 'ArrayExpression') return;
    errors.push({
      line: text.slice(0, start).split('\n').length,
      message: 'spreads a literal: write its parts in place',
    });
  });
  return errors;
}

function visit(value: unknown, onNode: (node: Readonly<Record<string, unknown>>) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if ('type' in value) onNode(value as Readonly<Record<string, unknown>>);
  for (const child of Object.values(value)) visit(child, onNode);
}

function sentencesOf(path: string, text: string): readonly Sentence[] {
  if (path.endsWith('.md')) return markdownSentences(text);
  return isPublished(path) ? docstringSentences(path, text) : [];
}

function isPublished(path: string): boolean {
  return /^packages\/[^/]+\/src\/.*\.tsx?$/.test(path) && !isTest(path);
}

/** Published code, documentation, examples and scripts: what a reader of the project reads first. */
function isProse(path: string): boolean {
  if (MAY_NAME_FORBIDDEN.includes(path) || isTest(path)) return false;
  return path.endsWith('.md') || isPublished(path) || /^(?:examples|scripts)\//.test(path);
}

function isTest(path: string): boolean {
  return /\.test(?:-d)?\.tsx?$/.test(path) || path.split('/').includes('test');
}
