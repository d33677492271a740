import { MAX_WIDE_IDS, rowBytes } from '../read-size.ts';
import type { RowSource } from './row-source.ts';

const narrowSources = new WeakMap<RowSource, Map<number, RowSource>>();

/**
 * Returns the source for a query of this many ids. The more ids, the smaller the limit for texts that are read with
 * their rows.
 */
export function sourceFor(source: RowSource, ids: number): RowSource {
  if (ids <= MAX_WIDE_IDS || source.large === undefined) return source;
  const maxBytes = rowBytes(ids);
  const known = narrowSources.get(source) ?? new Map<number, RowSource>();
  narrowSources.set(source, known);
  const found = known.get(maxBytes);
  if (found) return found;
  const narrow = { ...source, name: `${source.name} ${maxBytes}`, narrow: { texts: source.texts, maxBytes } };
  known.set(maxBytes, narrow);
  return narrow;
}
