import { decodeBase64 } from '../base64.ts';
import { MAX_DEPTH } from '../json/read.ts';
import type { PyValue } from '../value.ts';
import type { Node, Tag } from './nodes.ts';
import { floatValue, intValue } from './numbers.ts';
import { timestampValue } from './timestamp.ts';
import { yamlError } from './yaml-error.ts';

const BOOLS: ReadonlyMap<string, boolean> = new Map([
  ['yes', true],
  ['no', false],
  ['true', true],
  ['false', false],
  ['on', true],
  ['off', false],
]);

/** The value of a node with the tag of a scalar. @throws DecodeError */
export function scalarValue(node: Node, tag: Tag): PyValue {
  if (node.kind === 'scalar' && node.surrogates && tag === 'str') return node.surrogates;
  const text = scalarText(node);
  const value = tag === 'timestamp' && node.kind !== 'scalar' ? undefined : taggedValue(text, tag);
  if (value === undefined) {
    const reason = tag === 'unknown' ? 'a tag that is unknown to safe_load' : `a value that is not of the type ${tag}`;
    throw yamlError(reason, node.line);
  }
  return value;
}

/** Undefined if PyYAML raises: for a text that the tag does not allow, and for a tag without values. */
function taggedValue(text: string, tag: Tag): PyValue | undefined {
  switch (tag) {
    case 'str':
      return text;
    case 'null':
      return null;
    case 'bool':
      return BOOLS.get(text.toLowerCase());
    case 'int':
      return intValue(text);
    case 'float':
      return floatValue(text);
    case 'timestamp':
      return timestampValue(text);
    case 'binary':
      return /^\p{ASCII}*$/u.test(text) ? { py: 'bytes', bytes: decodeBase64(text) } : undefined;
    default:
      return undefined;
  }
}

/** The text of a scalar. For an object, the text of its key `=`. */
function scalarText(node: Node): string {
  let current = node;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    if (current.kind === 'scalar') return current.text;
    const pairs = current.kind === 'mapping' ? current.pairs : [];
    const found = pairs.find(([key]) => key.tag === 'value');
    if (!found) break;
    current = found[1];
  }
  throw yamlError('a collection where a single value should be', node.line);
}
