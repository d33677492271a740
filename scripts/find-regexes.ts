import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

/** A regular expression in the code, and its place. */
export interface FoundRegex {
  readonly regex: RegExp;
  /** File and line. */
  readonly place: string;
}

interface SyntaxNode {
  readonly type?: unknown;
  readonly start?: unknown;
  readonly regex?: { readonly pattern: string; readonly flags: string };
}

/** Finds the literals of regular expressions in TypeScript files. */
export function findRegexes(files: readonly string[]): readonly FoundRegex[] {
  return files.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const found: FoundRegex[] = [];
    visit(parseSync(file, text).program, ({ regex, start }) => {
      if (!regex) return;
      const line = text.slice(0, Number(start)).split('\n').length;
      found.push({ regex: new RegExp(regex.pattern, regex.flags), place: `${file}:${line}` });
    });
    return found;
  });
}

function visit(value: unknown, onNode: (node: SyntaxNode) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) onNode(value);
  for (const child of Object.values(value)) visit(child, onNode);
}

/** Texts that grow with one part of the expression repeated: where its time is not linear, one of them shows it. */
export function pumpedTexts({ source }: RegExp, chars: number): readonly string[] {
  const parts = [...new Set([...literalRuns(source), ...source.replace(/[\\^$(){}[\]|?*+]/g, ''), ...SAMPLES])];
  const short = parts.filter((part) => part.length === 1).slice(0, MAX_PAIRED);
  const pairs = short.flatMap((first) => short.flatMap((second) => (first === second ? [] : [first + second])));
  const texts: string[] = [];
  for (const pump of [...parts, ...pairs]) {
    const body = pump.repeat(Math.ceil(chars / pump.length));
    for (const start of ['', ...STARTS, ...startsOf(source)]) texts.push(`${start}${body}`, `${start}${body}\u0000`);
  }
  return texts;
}

/** Characters that classes such as `\w`, `\d` and `\s` stand for, and some that few classes contain. */
const SAMPLES = ['a', '0', ' ', '.', '-', '{', '"', '\\', '\u0001', 'é', 'eyJ', '""', '\\"'];
const STARTS = ['x'];
/** Number of single characters whose pairs are repeated, too. */
const MAX_PAIRED = 6;

/** The parts of a pattern that stand for themselves. */
function literalRuns(source: string): readonly string[] {
  return source.match(/[A-Za-z0-9:;,_" -]{2,}/g) ?? [];
}

/** What an anchored pattern begins with: without it, nothing would be searched. */
function startsOf(source: string): readonly string[] {
  const start = /^\^([A-Za-z[\\]+)/.exec(source)?.[1]?.replaceAll('\\', '');
  return start === undefined ? [] : [start, `${start} `];
}
