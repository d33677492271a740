import type { Tag } from './nodes.ts';

const YAML_TAGS = 'tag:yaml.org,2002:';
const TAGS: ReadonlySet<string> = new Set<Tag>([
  'null',
  'bool',
  'int',
  'float',
  'str',
  'binary',
  'timestamp',
  'seq',
  'map',
  'set',
  'omap',
  'pairs',
  'merge',
  'value',
]);

/** The tag of a full tag name, such as `tag:yaml.org,2002:int`. */
export function explicitTag(full: string): Tag {
  const name = full.startsWith(YAML_TAGS) ? full.slice(YAML_TAGS.length) : '';
  return isTag(name) ? name : 'unknown';
}

function isTag(name: string): name is Tag {
  return TAGS.has(name);
}

const WORDS: ReadonlyMap<string, Tag> = new Map<string, Tag>([
  ...['yes', 'no', 'true', 'false', 'on', 'off'].flatMap((word) => cases(word, 'bool')),
  ...cases('null', 'null'),
  ['~', 'null'],
  ['<<', 'merge'],
  ['=', 'value'],
  // these texts are only possible if the tag "!" makes a quoted scalar plain
  ...['!', '&', '*'].map((mark) => [mark, 'unknown'] as const),
]);
const MAX_WORD_CHARS = 'false'.length;

/** `yes`, `Yes` and `YES`, but not `yES`. */
function cases(word: string, tag: Tag): (readonly [string, Tag])[] {
  const capital = word.slice(0, 1).toUpperCase() + word.slice(1);
  return [word, capital, word.toUpperCase()].map((one) => [one, tag] as const);
}

// A float needs a dot, and its exponent needs a sign: 1e3 and 1.0e3 are text. Vector json-read-by-yaml.
const FLOAT = /^(?:[-+]?\d[\d_]*\.[\d_]*|\.\d[\d_]*)(?:[eE][-+]\d+)?$/;
const SPECIAL_FLOAT = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const INT = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][\d_]*|0x[\da-fA-F_]+)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/;

/** The tag that PyYAML's SafeLoader resolves an untagged plain scalar to. */
export function implicitTag(text: string): Tag {
  if (text === '') return 'null';
  // Python's $ also matches before a final line break, which only a text with the tag "!" can have
  const line = text.length > 1 && text.endsWith('\n') ? text.slice(0, -1) : text;
  const word = line.length <= MAX_WORD_CHARS ? WORDS.get(line) : undefined;
  if (word) return word;
  if (!/^[-+.\d]/.test(line)) return 'str';
  if (FLOAT.test(line) || SPECIAL_FLOAT.test(line)) return 'float';
  if (INT.test(line)) return 'int';
  if (DATE.test(line) || DATE_TIME.test(line)) return 'timestamp';
  return line.includes(':') ? sexagesimalTag(line) : 'str';
}

/** `1:30` is 90 and `1:30.5` is 90.5. */
function sexagesimalTag(line: string): Tag {
  const [first = '', ...rest] = line.split(':');
  const last = rest.pop() ?? '';
  if (!rest.every((part) => /^[0-5]?\d$/.test(part))) return 'str';
  if (/^[-+]?[1-9][\d_]*$/.test(first) && /^[0-5]?\d$/.test(last)) return 'int';
  return /^[-+]?\d[\d_]*$/.test(first) && /^[0-5]?\d\.[\d_]*$/.test(last) ? 'float' : 'str';
}
