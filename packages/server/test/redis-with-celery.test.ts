import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ownRedisOrSkip, pythonOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoreOptions } from '../src/index.ts';
import { openTestStore } from './open-test-store.ts';

/** What Celery's own backends store in Redis, with the settings that change how. */

const SCRIPT = fileURLToPath(new URL('celery-in-redis.py', import.meta.url));

interface Stored {
  readonly ids: readonly string[];
  readonly group: string;
}

for (const releases of ['current', 'oldest'] as const) {
  const python = await pythonOrSkip(releases);
  const redis = python === undefined ? undefined : await ownRedisOrSkip();
  describe.skipIf(redis === undefined)(`results that Celery of the ${releases} releases stores in Redis`, () => {
    let stored: Readonly<Record<string, Stored>>;
    beforeAll(async () => {
      const running = promisify(execFile)(python ?? '', [SCRIPT], { env: { ...process.env, PYTHONUTF8: '1' } });
      running.child.stdin?.end(`${JSON.stringify({ url: redis?.url })}\n`);
      stored = JSON.parse((await running).stdout);
    }, 120_000);
    afterAll(() => redis?.stop());

    /** Every kind and status of the three tasks, and the members of their group. */
    async function read(setting: string, options: StoreOptions = {}): Promise<unknown> {
      const { ids, group } = stored[setting] ?? { ids: [], group: '' };
      const store = await openTestStore(redis?.url ?? '', options);
      const [tasks, groups] = [await store.results.tasks(ids), await store.results.groups([group])];
      await store.close();
      const members = groups.get(group);
      return {
        tasks: ids.map((id) => tasks.get(id)),
        members: members?.kind === 'group' && members.members.map((member) => 'id' in member && member.id),
        ids,
      };
    }

    const expectAll = (found: unknown): void => {
      const { ids } = found as { readonly ids: readonly string[] };
      expect(ids).toHaveLength(3);
      expect(found).toMatchObject({
        tasks: [
          { status: '"SUCCESS"', result: '{"n": [1, 2.5], "text": "caf\\u00e9"}' },
          { status: '"FAILURE"', repr: `"ValueError('no')"`, exc: '"builtins.ValueError"' },
          { status: '"PROGRESS"', result: '{"current": 1, "total": 3}' },
        ],
        members: ids,
      });
    };

    it('are read, with their saved groups', async () => expectAll(await read('plain')));
    it('have the chord that waits for a group', async () => {
      const store = await openTestStore(redis?.url ?? '');
      expect(await store.index.numbers.group(stored['plain']?.group ?? '')).toMatchObject({ left: 6 });
      await store.close();
    });
    it('are read as pickles', async () => expectAll(await read('pickle', { serializer: 'pickle' })));

    if (releases === 'oldest') return;
    it.each(['shop', 'shop:'])('are read below the prefix %s', async (keyPrefix) =>
      expectAll(await read(`prefix ${keyPrefix}`, { keyPrefix })),
    );
    it('are read when they are compressed with gzip', async () => expectAll(await read('gzip')));
    it.each([
      ['bzip2', 'bz2'],
      ['lzma', 'lzma'],
    ])('name the compression %s, which cannot be undone', async (setting, encoding) => {
      const unreadable = { kind: 'undecodable', reason: { encoding } };
      expect(await read(setting)).toMatchObject({ tasks: [unreadable, unreadable, unreadable], members: false });
    });
    it("are read from Django's cache", async () =>
      expectAll(await read('cache', { keyPrefix: ':1:', serializer: 'pickle' })));
  });
}
