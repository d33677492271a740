import type { PyValue } from '../value.ts';
import { compose } from './compose.ts';
import { construct } from './construct.ts';
import { Cursor } from './cursor.ts';
import { Scanner } from './scanner.ts';
import { documentText } from './text.ts';

/**
 * Reads YAML as PyYAML's `yaml.safe_load` does, which Celery's `yaml` serializer calls: YAML 1.1 by PyYAML's own rules.
 * An empty text is None. Integers are exact. Tags only produce plain values.
 *
 * The nesting and the nodes that aliases repeat are limited.
 *
 * @throws {@link DecodeError}
 */
export function readYaml(stored: string | Uint8Array): PyValue {
  const text = documentText(stored);
  const root = compose(new Scanner(new Cursor(text)), text.length);
  return root ? construct(root) : null;
}
