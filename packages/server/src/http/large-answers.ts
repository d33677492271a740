import type { ScopedStore } from '../access/scoped-store.ts';
import { createBoundedCache } from '../bounded-cache.ts';
import type { View } from '../views/view.ts';
import { type Answer, toAnswer } from './json-body.ts';

/** An answer as it was last, with the version of the row that it was made of, once that is known. */
interface Kept extends Answer {
  readonly version: string | undefined;
}

/** How the answer for a task is made, and whether it is wanted whole. */
export interface Making {
  readonly store: ScopedStore;
  readonly view: View;
  /** Whether who asks has it already. */
  isKnown(etag: string): boolean;
}

/** The answer for a task: what is kept of it, where the row is still the same. */
export type LargeAnswers = (id: string, making: Making) => Promise<Answer>;

/** Bytes up to which asking for a version costs as much as the row. */
const SMALL = 16 * 1024;
/** Bytes that count for an entry besides its body. */
const ENTRY = 500;

/**
 * Keeps large answers for as long as their rows stay the same, which the store is asked every time: a version costs a small part of what a large result
 * does. Of a body of more than a megabyte only the entity tag is kept.
 *
 * @param most bytes of all that is kept; 0 keeps nothing
 */
export function keepLargeAnswers(most: number): LargeAnswers {
  const answers = createBoundedCache<Kept>(most);

  async function make(id: string, { store, view }: Making): Promise<Answer> {
    const answer = await toAnswer(await view(store, id));
    if (answer.length > SMALL) keep(id, { ...answer, version: undefined });
    return answer;
  }

  async function makeWithVersion(id: string, { store, view }: Making): Promise<Answer> {
    let version: string | undefined;
    const tasks: ScopedStore['tasks'] = async (ids) => {
      const records = await store.tasks(ids, 'version');
      // it belongs to the row that came with it: another read may be of another moment, or of another replica
      version = records.get(id)?.version;
      return records;
    };
    const answer = await toAnswer(await view({ ...store, tasks }, id));
    if (answer.length > SMALL) keep(id, { ...answer, version });
    else answers.delete(id);
    return answer;
  }

  function keep(id: string, { etag, length, body, version }: Kept): void {
    const isWhole = typeof body === 'string' || body instanceof Buffer;
    if (version === undefined || !isWhole) answers.set(id, { etag, length, version }, { size: ENTRY });
    else answers.set(id, { etag, length, version, body }, { size: ENTRY + body.length });
  }

  async function again(id: string, making: Making, known: Kept): Promise<Answer> {
    const isUsable = known.version !== undefined && (known.body !== undefined || making.isKnown(known.etag));
    const version = isUsable ? (await making.store.versions([id])).get(id) : undefined;
    return version !== undefined && version === known.version ? known : makeWithVersion(id, making);
  }

  return (id, making) => {
    const known = answers.get(id);
    return known ? again(id, making, known) : make(id, making);
  };
}
