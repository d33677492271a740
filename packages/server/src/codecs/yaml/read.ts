import type { PyValue } from '../value.ts';
import { compose } from './compose.ts';
import { construct } from './construct.ts';
import { Cursor } from './cursor.ts';
import { Scanner } from './scanner.ts';
import { documentText } from './text.ts';

/**
 * Reads YAML as PyYAML's `yaml.safe_load` does, which is what Celery's `yaml` serializer reads with: YAML 1.1 by PyYAML's own rules.
 * An empty text is None. Integers are exact, and no tag makes anything but plain values.
 *
 * Nesting, and what aliases repeat, is bounded.
 *
 * @throws {@link DecodeFault}
 */
export function readYaml(stored: string | Uint8Array): PyValue {
  const text = documentText(stored);
  const root = compose(new Scanner(new Cursor(text)), text.length);
  return root ? construct(root) : null;
}
