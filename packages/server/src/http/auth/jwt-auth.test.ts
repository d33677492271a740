import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeContext } from '../../../test/fake-context.ts';
import { bearer, KEY, now, PREVIOUS_KEY, tokenOf } from '../../../test/tokens.ts';
import { createJwtAuth } from './jwt-auth.ts';

afterEach(() => {
  vi.useRealTimers();
});

const COOKIE = '__Secure-tasks';

describe('createJwtAuth', () => {
  it('grants what the token says', async () => {
    const auth = createJwtAuth({ keys: [KEY] });
    const { grant } = await auth.access(
      fakeContext(await bearer({ tasks: ['a'], groups: ['g'], prefix: 'u1.', access: ['traceback'] })),
    );
    expect(grant).toEqual({
      ...{ tasks: new Set(['a']), groups: new Set(['g']), prefix: 'u1.', list: false },
      shown: new Set(['traceback']),
    });
  });

  it('remembers a token until it expires, and not a moment longer than half a minute after', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const auth = createJwtAuth({ keys: [KEY] });
    const context = fakeContext(await bearer({ tasks: ['a'], exp: now() + 60 }));
    const { grant } = await auth.access(context);
    expect((await auth.access(context)).grant).toBe(grant);
    vi.setSystemTime(Date.now() + 60_000);
    expect((await auth.access(context)).grant).not.toBe(grant);
    vi.setSystemTime(Date.now() + 31_000);
    await expect(auth.access(context)).rejects.toThrow('the token has expired');
  });

  it('takes a token from the cookie that it is told of, for its own pages and those that are allowed', async () => {
    const allowOrigins = ['https://shop.example'];
    const auth = createJwtAuth({ keys: [KEY, PREVIOUS_KEY], cookie: COOKIE, allowOrigins });
    const cookie = { Cookie: `a=b; ${COOKIE}=${await tokenOf({ tasks: ['a'] })}` };
    for (const headers of [{}, { Origin: 'https://shop.example' }, { 'Sec-Fetch-Site': 'same-origin' }])
      expect((await auth.access(fakeContext({ ...cookie, ...headers }))).grant.tasks).toEqual(new Set(['a']));
    await expect(auth.access(fakeContext({ ...cookie, Origin: 'https://evil.example' }))).rejects.toMatchObject({
      problem: 'foreign-origin',
    });
    // who can send a header knows the token
    const headers = { ...(await bearer({ tasks: ['b'] })), Origin: 'https://evil.example' };
    expect((await auth.access(fakeContext({ ...cookie, ...headers }))).grant.tasks).toEqual(new Set(['b']));
    await expect(auth.access(fakeContext({ Cookie: 'a=b' }))).rejects.toMatchObject({ problem: 'unauthenticated' });
  });

  it.each([
    [{}, 'tokens are verified with keys or with a JWKS: give one of them'],
    [{ keys: [KEY], jwksUrl: 'https://login.example' }, 'give one of them'],
    [{ keys: [KEY, 'too short'] }, 'a key has less than 32 bytes'],
    [{ keys: [KEY], cookie: 'tasks' }, 'the cookie "tasks" does not begin with __Secure- or __Host-'],
  ])('cannot be made of %j', (options, message) => {
    expect(() => createJwtAuth(options)).toThrow(message);
  });
});
