import type { ResultStore } from '../stores/store.ts';

/**
 * One of the four questions: a store and an id become the text of the answer's body.
 *
 * @throws UnknownGroup, UnreadableResult, StoreUnavailable
 */
export type View = (store: ResultStore, id: string) => Promise<string>;
