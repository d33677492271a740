import type { ScopedStore } from '../access/scoped-store.ts';
import type { JsonText } from '../stores/record.ts';

/**
 * One of the four questions: a store and an id become the text of the answer's body, in parts, so that a large result is never copied into
 * a larger text.
 *
 * @throws UnknownGroup, UnreadableResult, StoreUnavailable
 */
export type View = (store: ScopedStore, id: string) => Promise<readonly JsonText[]>;
