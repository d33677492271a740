import { type OwnRedis, ownRedisOrSkip } from '@celery-results/testing';
import { createClient } from '@redis/client';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { fakeContext } from '../../../test/fake-context.ts';
import { bearer, KEY } from '../../../test/tokens.ts';
import type { Log } from '../../lib/log.ts';
import { createJwtAuth } from './jwt-auth.ts';
import { openRedisDenyList } from './redis-deny-list.ts';

const redis = await ownRedisOrSkip();
const SET = 'shop:revoked';
const SOON = { timeout: 20_000, interval: 50 };

describe.skipIf(redis === undefined)('revoked tokens in Redis', () => {
  if (redis !== undefined) hold(redis);
});

function hold(own: OwnRedis): void {
  const messages: string[] = [];
  const tell = (_fields: object, message: string): number => messages.push(message);
  const log: Log = { debug: () => {}, info: tell, error: tell };
  const closers: (() => void)[] = [];
  afterEach(() => {
    for (const close of closers.splice(0)) close();
  });
  afterAll(own.stop);

  async function open(times: { readonly fresh?: number; readonly grace?: number } = {}) {
    const denyList = await openRedisDenyList({ url: own.url, key: SET, log, ...times });
    closers.push(denyList.close);
    const auth = createJwtAuth({ keys: [KEY], denyList });
    return async (jti: string | undefined): Promise<string> =>
      auth.access(fakeContext(await bearer({ tasks: ['a'], jti }))).then(
        () => 'granted',
        (error) => error.problem,
      );
  }

  /** Changes the set over a new connection each time, since Redis is stopped between changes. */
  async function change(verb: 'sAdd' | 'sRem', jti: string): Promise<void> {
    const client = await createClient({ url: own.url }).connect();
    await client[verb](SET, jti);
    client.destroy();
  }

  it('are refused within seconds after they were accepted, and accepted again when they are removed', async () => {
    const accessWith = await open();
    for (const jti of ['one', 'two', undefined]) expect(await accessWith(jti)).toBe('granted');
    await change('sAdd', 'one');
    await expect.poll(() => accessWith('one'), SOON).toBe('invalid-token');
    expect(await accessWith('two')).toBe('granted');
    await change('sRem', 'one');
    await expect.poll(() => accessWith('one'), SOON).toBe('granted');
  });

  it.each(['frozen', 'stopped'])(
    'keep their last known state while Redis is %s, and other tokens are refused',
    async (how) => {
      const accessWith = await open({ fresh: 0 });
      await change('sAdd', 'revoked');
      expect([await accessWith('revoked'), await accessWith('known')]).toEqual(['invalid-token', 'granted']);
      messages.length = 0;
      const end = how === 'frozen' ? own.freeze() : await own.stop().then(() => own.start);
      for (let time = 0; time < 3; time += 1)
        expect(await Promise.all(['revoked', 'known', 'new', undefined].map(accessWith))).toEqual([
          'invalid-token',
          'granted',
          'auth-unavailable',
          'granted',
        ]);
      await end();
      await expect.poll(() => accessWith('new'), SOON).toBe('granted');
      expect(messages).toEqual([
        'the Redis of revoked tokens does not answer: unknown tokens are refused',
        'the Redis of revoked tokens answers again',
      ]);
    },
  );

  it('lose their last known state after a while if Redis does not answer', async () => {
    const accessWith = await open({ fresh: 0, grace: 1_000 });
    expect(await accessWith('late')).toBe('granted');
    const thaw = own.freeze();
    await expect.poll(() => accessWith('late'), SOON).toBe('auth-unavailable');
    thaw();
    await expect.poll(() => accessWith('late'), SOON).toBe('granted');
  });
}
