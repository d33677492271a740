import { stringRepr } from '../python/string-repr.ts';
import { isTagged, type PyOther, type PyValue } from '../value.ts';

/**
 * A lazy text. As a key of a dict it is a key that no JSON has: vector pickle-lazy-key. Everywhere else it is its text,
 * which {@link resolved} gives.
 */
interface LazyText extends PyOther {
  readonly lazy: string;
}

export function lazyText(lazy: string): PyValue {
  const made: LazyText = { py: 'other', text: stringRepr(lazy), str: lazy, truthy: lazy !== '', lazy };
  return made;
}

/** The value as it is anywhere but in a key. */
export function resolved(value: PyValue): PyValue {
  return isTagged(value) && 'lazy' in value ? (value as LazyText).lazy : value;
}
