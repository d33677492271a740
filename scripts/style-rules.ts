/** Widest line, in characters. Biome wraps code; this holds comments, strings and prose. */
export const MAX_COLUMNS = 120;
/** Longest sentence of Markdown and of a published docstring, in words. A code span is one word. */
export const MAX_WORDS = 25;

/** Something that no text of the project says, and why. */
export interface ForbiddenText {
  readonly pattern: RegExp;
  readonly reason: string;
}

/** No names of types. */
const PARTICIPLES = 'Answered Asked Found Given Keeping Kept Known Missed Refused Shown Told Wanted'.split(' ');

/** Words and names that this project does without. CONTRIBUTING.md has the word for each idea. */
export const FORBIDDEN: readonly ForbiddenText[] = [
  {
    pattern: /\b(?:FEW|MANY|MOST|QUIET|USUAL|ENOUGH)\b/,
    reason: 'a constant says its unit: MAX_IDS, QUIET_MS',
  },
  { pattern: /\bMOST_[A-Z]/, reason: 'a limit is named MAX_…, with its unit' },
  {
    pattern: new RegExp(`\\b(?:type|interface|class|enum) (?:${PARTICIPLES.join('|')})\\b`),
    reason: 'a type is named by a noun of its subject, not by a participle',
  },
  { pattern: word('fault'), reason: 'write "error"' },
  { pattern: word('misfit'), reason: 'write "error"' },
  { pattern: word('piece'), reason: 'write "chunk"' },
  { pattern: word('room'), reason: 'write "layer" for code, and "space" or "memory" for the rest' },
  { pattern: word('door'), reason: 'write "the HTTP layer"' },
  { pattern: /\b(?:shelf|shelves)\b/i, reason: 'write "store"' },
  { pattern: /\bwho(?:ever)? asks\b/i, reason: 'name the subject: the client, the caller, the user' },
  {
    pattern: /\b(?:to|of|for|from|by|with|upon) who(?:ever)?\b/i,
    reason: 'name the subject: the client, the caller, the user',
  },
  { pattern: /\bnobody is\b/i, reason: 'say what happens instead' },
  { pattern: /\bit is (?:none|nobody|nothing)\b/i, reason: 'say what it is' },
  { pattern: /\b(?:is|are|be|been|was|were) told\b/i, reason: 'write "print", "log", "report" or "configured"' },
  { pattern: /\b(?:tells?|told) of\b/i, reason: 'write "print", "log" or "report"' },
  { pattern: /\bof which\b/i, reason: 'make it a sentence of its own, or write "that"' },
  { pattern: /\b(?:is|are|was|were) known of\b/i, reason: 'name the subject and what it knows' },
];

/** Files that the checks read. */
export const CHECKED: readonly string[] = ['**/*.{ts,tsx,js,mjs,md,py,yml,yaml}', '.github/**/*.{yml,yaml,md}'];

/** Names of folders that no file is checked in: installed, built or recorded. */
export const UNCHECKED_FOLDERS: readonly string[] = [
  '.git',
  '.stryker-tmp',
  '.tools',
  '.turbo',
  '.venv',
  'dist',
  'node_modules',
  'vectors',
];

/** Files that a program writes. */
export const GENERATED: readonly string[] = ['bench/RESULTS.md', 'pnpm-lock.yaml'];

/** Files that have to spell what {@link FORBIDDEN} forbids: this one, and one whose message is a part of answers. */
export const MAY_NAME_FORBIDDEN: readonly string[] = ['scripts/style-rules.ts'];

/** A word alone or as a part of a name: `door`, `Doors`, `openDoor`, `DOOR_MS`; not inside another one: `indoors`. */
function word(text: string): RegExp {
  const capital = text[0]?.toUpperCase() + text.slice(1);
  const upper = text.toUpperCase();
  return new RegExp(`(?<![A-Za-z])${text}s?(?![a-z])|${capital}s?(?![a-z])|(?<![A-Z])${upper}S?(?![A-Z])`);
}
