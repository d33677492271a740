import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenedStore } from '../../src/index.ts';
import { type IndexPage, type IndexQuery, NO_FILTER } from '../../src/stores/task-index.ts';
import type { StoreWriter } from './store-writer.ts';

export interface IndexSubject {
  readonly store: OpenedStore;
  readonly writer: StoreWriter;
}

/** The part of the contract of all stores that lists keep. A storage that cannot list says so. */
export function describeIndex(subject: () => IndexSubject): void {
  describe('the index', () => {
    let isListed = false;
    beforeAll(async () => {
      const { store, writer } = subject();
      // the newest rows of the storage, in this order
      for (const [id, name, state] of [
        ['idx-1', 'shop.a', 'SUCCESS'],
        ['idx-2', 'shop.b', 'FAILURE'],
        ['idx-3', 'shop.a', 'STARTED'],
        ['IDX-4', 'shop.a', 'SUCCESS'],
        ['id_-5', 'shop.b', 'INDEXED'],
      ] as const)
        await writer.write(id, { state, name, worker: `w-${id}@host`, result: state === 'FAILURE' ? ERROR : '1' });
      isListed = await store.index.list(query()).then(
        () => true,
        () => false,
      );
    });

    const list = (part: Partial<IndexQuery> = {}): Promise<IndexPage> => subject().store.index.list(query(part));
    const idsOf = async (part: Partial<IndexQuery>): Promise<readonly string[]> =>
      (await list(part)).rows.map(({ id }) => id);

    it('lists rows by their last change, or says why it cannot', async () => {
      if (!isListed) return expect(list()).rejects.toMatchObject({ code: 'NO_TASK_INDEX' });
      const page = await list({ limit: 2 });
      expect(page.rows).toMatchObject([
        { id: 'id_-5', status: 'INDEXED', name: 'shop.b', worker: 'w-id_-5@host' },
        { id: 'IDX-4', status: 'SUCCESS' },
      ]);
      expect(page.isComplete).toBe(true);
    });

    it('pages in both directions, and a place outlives its row', async () => {
      if (!isListed) return;
      const first = await list({ limit: 2 });
      const second = await list({ limit: 2, from: first.end });
      expect(second.rows.map(({ id }) => id)).toEqual(['idx-3', 'idx-2']);
      const back = await list({ limit: 2, from: second.rows[0]?.place, direction: 'newer' });
      expect(back.rows).toEqual(first.rows);
      expect(back.end).toBeUndefined();
      await subject().writer.write('gone', { state: 'INDEXED' });
      const place = (await list({ limit: 1 })).rows[0]?.place;
      await subject().writer.remove('gone');
      expect((await list({ limit: 2, from: place })).rows).toEqual(first.rows);
    });

    it('reaches every row once, page by page', async () => {
      if (!isListed) return;
      const seen: string[] = [];
      for (let from: IndexQuery['from'], pages = 0; pages < 100; pages += 1) {
        const page = await list({ limit: 3, from });
        seen.push(...page.rows.map(({ id }) => id));
        from = page.end;
        if (from === undefined) break;
      }
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toContain('idx-1');
    });

    it.each([
      { filter: { status: 'FAILURE', name: 'shop.b' }, ids: ['idx-2'] },
      { filter: { name: 'shop.a' }, ids: ['IDX-4', 'idx-3', 'idx-1'] },
      { filter: { worker: 'w-idx-3@host' }, ids: ['idx-3'] },
      { filter: { status: 'NO SUCH STATE' }, ids: [] },
      { filter: { status: "'; DROP TABLE x; --" }, ids: [] },
      { filter: { prefix: 'idx-' }, ids: ['idx-3', 'idx-2', 'idx-1'] },
      { filter: { prefix: 'id_-' }, ids: ['id_-5'] },
      { filter: { prefix: 'idx-', status: 'SUCCESS' }, ids: ['idx-1'] },
      { filter: { prefix: 'idx-2' }, ids: ['idx-2'] },
    ])('filters by $filter', async ({ filter, ids }) => {
      if (isListed) expect(await idsOf({ filter: { ...NO_FILTER, ...filter } })).toEqual(ids);
    });

    it('shows a scope only its own rows, even where the storage ignores case', async () => {
      if (!isListed) return;
      const scope = (ids: readonly string[], prefix?: string): Pick<IndexQuery, 'scope'> => ({
        scope: { ids: new Set(ids), prefix },
      });
      expect(await idsOf(scope(['idx-1', 'IDX-3', 'idx-4', 'nobody', 'a\0b']))).toEqual(['idx-1']);
      expect(await idsOf(scope([], 'idx-'))).toEqual(['idx-3', 'idx-2', 'idx-1']);
      expect(await idsOf(scope([], 'IDX-'))).toEqual(['IDX-4']);
      expect(await idsOf(scope(['id_-5'], 'IDX-'))).toEqual(['id_-5', 'IDX-4']);
      expect(await idsOf(scope([]))).toEqual([]);
      const filter = { ...NO_FILTER, prefix: 'idx-' };
      expect(await idsOf({ ...scope(['IDX-4', 'idx-2'], 'IDX-'), filter })).toEqual(['idx-2']);
    });

    it('pages through a scope', async () => {
      if (!isListed) return;
      const scope = { ids: new Set(['idx-1', 'idx-2', 'idx-3']), prefix: undefined };
      const first = await list({ scope, limit: 2 });
      expect(first.rows.map(({ id }) => id)).toEqual(['idx-3', 'idx-2']);
      const second = await list({ scope, limit: 2, from: first.end });
      expect([second.rows.map(({ id }) => id), second.end]).toEqual([['idx-1'], undefined]);
    });

    it('limits the date', async () => {
      if (!isListed) return;
      const [newest, next] = (await list({ limit: 2 })).rows;
      const [since, until] = [next?.dateDone, newest?.dateDone];
      if (since === until) return;
      expect(await idsOf({ limit: 9, filter: { ...NO_FILTER, since } })).toEqual(['id_-5', 'IDX-4']);
      expect(await idsOf({ limit: 1, filter: { ...NO_FILTER, until } })).toEqual(['IDX-4']);
    });
  });
}

const ERROR = '{"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"}';

function query(part: Partial<IndexQuery> = {}): IndexQuery {
  return { filter: NO_FILTER, scope: undefined, limit: 50, from: undefined, direction: 'older', ...part };
}
