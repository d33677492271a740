import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeContext } from '../../../test/fake-context.ts';
import { bearer, KEY, now, PREVIOUS_KEY, tokenOf } from '../../../test/tokens.ts';
import { createJwtAuth } from './jwt-auth.ts';

afterEach(() => {
  vi.useRealTimers();
});

const COOKIE = '__Secure-tasks';

describe('createJwtAuth', () => {
  it('grants what the token claims', async () => {
    const auth = createJwtAuth({ keys: [KEY] });
    const { grant } = await auth.access(
      fakeContext(await bearer({ tasks: ['a'], groups: ['g'], prefix: 'u1.', access: ['traceback'] })),
    );
    expect(grant).toEqual({
      tasks: new Set(['a']),
      groups: new Set(['g']),
      prefix: 'u1.',
      all: false,
      list: false,
      visible: new Set(['traceback']),
    });
  });

  it('caches a token until it expires, and accepts it for 30 seconds of clock skew', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const auth = createJwtAuth({ keys: [KEY] });
    const context = fakeContext(await bearer({ tasks: ['a'], exp: now() + 60 }));
    const { grant } = await auth.access(context);
    expect((await auth.access(context)).grant).toBe(grant);
    vi.advanceTimersByTime(60_000);
    expect((await auth.access(context)).grant).not.toBe(grant);
    vi.advanceTimersByTime(31_000);
    await expect(auth.access(context)).rejects.toThrow('the token has expired');
  });

  it('refuses a cached token that has expired after the clock was set forward', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    const auth = createJwtAuth({ keys: [KEY] });
    const context = fakeContext(await bearer({ tasks: ['a'], exp: now() + 60 }));
    await auth.access(context);
    vi.setSystemTime(Date.now() + 3_600_000);
    await expect(auth.access(context)).rejects.toThrow('the token has expired');
  });

  it('reads the token from the configured cookie, for pages of its own and of allowed origins', async () => {
    const allowOrigins = ['https://shop.example'];
    const auth = createJwtAuth({ keys: [KEY, PREVIOUS_KEY], cookie: COOKIE, allowOrigins });
    const cookie = { Cookie: `a=b; ${COOKIE}=${await tokenOf({ tasks: ['a'] })}` };
    for (const headers of [{}, { Origin: 'https://shop.example' }, { 'Sec-Fetch-Site': 'same-origin' }])
      expect((await auth.access(fakeContext({ ...cookie, ...headers }))).grant.tasks).toEqual(new Set(['a']));
    await expect(auth.access(fakeContext({ ...cookie, Origin: 'https://evil.example' }))).rejects.toMatchObject({
      problem: 'foreign-origin',
    });
    // a page that can send the header knows the token
    const headers = { ...(await bearer({ tasks: ['b'] })), Origin: 'https://evil.example' };
    expect((await auth.access(fakeContext({ ...cookie, ...headers }))).grant.tasks).toEqual(new Set(['b']));
    await expect(auth.access(fakeContext({ Cookie: 'a=b' }))).rejects.toMatchObject({ problem: 'unauthenticated' });
  });

  it.each([
    { options: {}, message: 'tokens are verified with keys or with a JWKS: give one of them' },
    { options: { keys: [KEY], jwksUrl: 'https://login.example' }, message: 'give one of them' },
    { options: { keys: [KEY, 'too short'] }, message: 'a key has less than 32 bytes' },
    {
      options: { keys: [KEY], cookie: 'tasks' },
      message: 'the cookie "tasks" does not begin with __Secure- or __Host-',
    },
  ])('rejects $options', ({ options, message }) => {
    expect(() => createJwtAuth(options)).toThrow(message);
  });
});
