import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { OpenedStore, TaskRecord, WatchedIds } from '../../src/index.ts';
import { describeIndex } from './index-contract.ts';
import type { StoreWriter } from './store-writer.ts';

/** A store under test. */
export interface StoreSubject {
  /** Makes an empty storage, and a writer for it. */
  setUp(): Promise<StoreWriter>;
  /** Opens the storage. Changes are looked for every 20 ms, where the store polls. */
  open(): Promise<OpenedStore>;
}

/** The contract that every kind of store keeps, whatever its storage is. */
export function describeStore(name: string, subject: StoreSubject): void {
  describe(`the store contract on ${name}`, () => {
    let writer: StoreWriter;
    let store: OpenedStore;

    beforeAll(async () => {
      writer = await subject.setUp();
      store = await subject.open();
    });
    afterAll(async () => {
      await store?.close();
      await writer?.close();
    });

    const read = async (id: string): Promise<TaskRecord | undefined> => (await store.results.tasks([id])).get(id);

    describe('reading tasks', () => {
      it.each(['one', 'café', 'it\'s "odd" \\ %', 'constructor', '__proto__', '任务'])(
        'finds the id %s',
        async (id) => {
          await writer.write(id, { result: '{"b": 1, "a": 2}' });
          expect(await read(id)).toMatchObject({ kind: 'value', status: '"SUCCESS"', result: '{"b": 1, "a": 2}' });
        },
      );

      it('has no entry for an id that is not stored, or cannot be', async () => {
        expect((await store.results.tasks(['nobody', 'a\0b', '\ud800', 'x'.repeat(5_000), ''])).size).toBe(0);
        expect((await store.results.tasks([])).size).toBe(0);
      });

      it('reads thousands of ids at once, with duplicates', async () => {
        await writer.write('first');
        await writer.write('second');
        const others = Array.from({ length: 5_000 }, (_, index) => `id-${index}`);
        const found = await store.results.tasks([...others, 'first', 'first', 'second']);
        expect([...found.keys()].sort()).toEqual(['first', 'second']);
      });

      it('shows a change at once', async () => {
        await writer.write('changing', { state: 'STARTED', result: '{"pid": 1}' });
        expect(await read('changing')).toMatchObject({ status: '"STARTED"', result: '{"pid": 1}' });
        await writer.write('changing', { state: 'SUCCESS', result: '[1, 2]' });
        expect(await read('changing')).toMatchObject({ status: '"SUCCESS"', successful: true, result: '[1, 2]' });
        await writer.remove('changing');
        expect(await read('changing')).toBeUndefined();
      });

      it('rebuilds an exception', async () => {
        await writer.write('failed', {
          state: 'FAILURE',
          result: '{"exc_type": "ValueError", "exc_message": ["no"], "exc_module": "builtins"}',
          traceback: 'Traceback …',
        });
        expect(await read('failed')).toMatchObject({
          kind: 'exception',
          status: '"FAILURE"',
          repr: `"ValueError('no')"`,
          str: '"no"',
          exc: '"builtins.ValueError"',
          traceback: '"Traceback \\u2026"',
        });
      });

      it('keeps what a task has set in place of an exception', async () => {
        for (const [state, result] of [
          ['FAILURE', '{"error": "row 7: caf\\u00e9", "row": 7}'],
          ['RETRY', '"later"'],
          ['REVOKED', '[1, 2]'],
        ] as const) {
          await writer.write(state, { state, result, traceback: 'by hand' });
          const record = await read(state);
          expect(record).toMatchObject({ kind: 'undecodable', status: `"${state}"` });
          expect(record).toMatchObject({ byHand: { data: result, traceback: '"by hand"' } });
        }
      });

      it('says what cannot be decoded, without its content', async () => {
        await writer.write('broken', { result: '{"password": hunter2' });
        const record = await read('broken');
        expect(record).toMatchObject({ kind: 'undecodable', reason: { encoding: 'json' } });
        expect(JSON.stringify(record)).not.toContain('hunter2');
      });

      it('reads a result of several megabytes, and small ones beside it', async () => {
        const text = `"${'x'.repeat(3 * 1024 * 1024)}"`;
        await writer.write('large', { result: text });
        await writer.write('small', { result: '1' });
        const found = await store.results.tasks(['large', 'small']);
        const large = found.get('large');
        expect(found.get('small')).toMatchObject({ kind: 'value', result: '1' });
        expect(large?.kind === 'value' && [large.result].flat().join('') === text).toBe(true);
      });

      it('includes details only when asked', async () => {
        await writer.write('detailed', { name: 'shop.café', worker: 'w@host' });
        expect((await read('detailed'))?.details).toEqual({});
        const record = (await store.results.tasks(['detailed'], 'details')).get('detailed');
        expect(record?.details).toMatchObject({ name: 'shop.café', worker: 'w@host' });
      });
    });

    describe('versions', () => {
      const versionOf = async (id: string): Promise<string | undefined> =>
        (await store.results.versions([id, 'nobody'])).get(id);

      it('change with the stored task, and stay the same otherwise', async () => {
        await writer.write('versioned', { result: '[1]' });
        await writer.write('untouched');
        const [before, untouched] = [await versionOf('versioned'), await versionOf('untouched')];
        expect(await versionOf('versioned')).toBe(before);
        await writer.write('versioned', { result: '[2]' });
        if (before !== undefined) expect(await versionOf('versioned')).not.toBe(before);
        expect(await versionOf('untouched')).toBe(untouched);
      });

      it('come with a task when they are included', async () => {
        await writer.write('included');
        const record = (await store.results.tasks(['included'], 'version')).get('included');
        expect(record?.version).toBe(await versionOf('included'));
        expect((await read('included'))?.version).toBeUndefined();
      });

      it('have no entry for what is not stored', async () => {
        expect((await store.results.versions(['nobody'])).size).toBe(0);
      });
    });

    describe('groups', () => {
      it('have their members in order', async () => {
        await writer.writeGroup('group', ['b', 'a']);
        expect((await store.results.groups(['group', 'nobody'])).get('group')).toEqual({
          kind: 'group',
          members: [
            { kind: 'task', id: 'b', idText: '"b"' },
            { kind: 'task', id: 'a', idText: '"a"' },
          ],
        });
        expect((await store.results.groups(['nobody'])).size).toBe(0);
      });

      it('may be empty', async () => {
        await writer.writeGroup('empty', []);
        expect((await store.results.groups(['empty'])).get('empty')).toEqual({ kind: 'group', members: [] });
      });
    });

    describe('changes', () => {
      /** Collects the ids that a watch reports. */
      function collect(ids: WatchedIds): { readonly reported: Set<string>; close(): void } {
        const reported = new Set<string>();
        const watch = store.changes.watch(({ tasks, groups }) => {
          for (const id of [...tasks, ...groups]) reported.add(id);
        });
        watch.set(ids);
        return { reported, close: () => watch.close() };
      }

      it('report a watched task that was written, removed or appears', async () => {
        await writer.write('watched', { state: 'STARTED' });
        await writer.write('removed');
        const ids = { tasks: new Set(['watched', 'removed', 'appearing']), groups: new Set<string>() };
        const { reported, close } = collect(ids);
        await vi.waitFor(() => expect(reported).toEqual(ids.tasks), { timeout: 20_000 });
        for (const act of [
          { id: 'watched', run: () => writer.write('watched', { state: 'SUCCESS' }) },
          { id: 'removed', run: () => writer.remove('removed') },
          { id: 'appearing', run: () => writer.write('appearing') },
        ]) {
          reported.clear();
          await act.run();
          await vi.waitFor(() => expect([...reported]).toContain(act.id), { timeout: 20_000 });
        }
        close();
      });

      it('report a group that appears', async () => {
        const { reported, close } = collect({ tasks: new Set(), groups: new Set(['new-group']) });
        await vi.waitFor(() => expect(reported.size).toBe(1), { timeout: 20_000 });
        reported.clear();
        await writer.writeGroup('new-group', ['a']);
        await vi.waitFor(() => expect([...reported]).toEqual(['new-group']), { timeout: 20_000 });
        close();
      });
    });

    describeIndex(() => ({ store, writer }));
  });
}
