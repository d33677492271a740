import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeContext } from '../../../test/fake-context.ts';
import { type JsonServer, startJsonServer, status } from '../../../test/json-server.ts';
import { claimsOf, type PublishedKey, publishedKey } from '../../../test/tokens.ts';
import { ProblemError } from '../../problems/problems.ts';
import { createJwtAuth } from './jwt-auth.ts';

const [first, second] = await Promise.all([publishedKey('first'), publishedKey('second')]);
const MINUTE = 60_000;

let login: JsonServer;
let logged: object[];
beforeEach(async () => {
  // only the clock is fake: sockets stay real
  vi.useFakeTimers({ toFake: ['Date', 'performance'], now: new Date('2026-01-02T03:04:05Z') });
  login = await startJsonServer({ keys: [first.jwk] });
  logged = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await login.close();
});

/** Returns a function that asks with a token, and returns `granted` or the problem. */
function asker(options: object = {}): (token: Promise<string>) => Promise<string> {
  const log = { error: (fields: object) => logged.push(fields) };
  const auth = createJwtAuth({ jwksUrl: login.url, log, ...options });
  return async (token) => {
    try {
      await auth.access(fakeContext({ Authorization: `Bearer ${await token}` }));
      return 'granted';
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return error.problem;
    }
  };
}
const pass = (milliseconds: number): void => {
  vi.advanceTimersByTime(milliseconds);
};
const tokenOf = (key: PublishedKey, life = 3 * 3_600): Promise<string> =>
  key.token({ exp: Math.floor(Date.now() / 1_000) + life });

describe('published keys', () => {
  it('are fetched once for concurrent tokens', async () => {
    const ask = asker();
    expect(await Promise.all(Array.from({ length: 50 }, () => ask(tokenOf(first))))).toEqual(Array(50).fill('granted'));
    expect(login.requests).toHaveLength(1);
  });

  it('are fetched again after ten minutes, while requests are answered', async () => {
    const ask = asker();
    await ask(tokenOf(first));
    let release = (): void => {};
    login.answer((response) => {
      release = () =>
        response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [second.jwk] }));
    });
    pass(10 * MINUTE);
    expect(await ask(tokenOf(first))).toBe('granted');
    await expect.poll(() => login.requests.length).toBe(2);
    release();
    await expect.poll(() => ask(tokenOf(second))).toBe('granted');
  });

  it('are fetched for an unknown key, and after ten minutes, when the clock is set back by an hour', async () => {
    const ask = asker();
    await ask(tokenOf(first));
    vi.setSystemTime(Date.now() - 3_600_000);
    login.answer({ keys: [second.jwk] });
    pass(31_000);
    expect(await ask(tokenOf(second))).toBe('granted');
    login.answer({ keys: [first.jwk] });
    pass(10 * MINUTE);
    await ask(tokenOf(second));
    await expect.poll(() => ask(tokenOf(first))).toBe('granted');
  });

  it('are not trusted for more than an hour when the clock is set back', async () => {
    const ask = asker();
    await ask(tokenOf(first));
    login.answer(status(500));
    vi.setSystemTime(Date.now() - 2 * 3_600_000);
    pass(60 * MINUTE);
    expect(await ask(tokenOf(first))).toBe('auth-unavailable');
  });

  it('reject cached tokens of a key that was removed', async () => {
    const ask = asker();
    const token = tokenOf(first);
    expect(await ask(token)).toBe('granted');
    login.answer({ keys: [second.jwk] });
    pass(31_000);
    // names a key that is not known yet, so the server fetches the keys
    expect(await ask(tokenOf(second))).toBe('granted');
    expect(await ask(token)).toBe('invalid-token');
  });

  it('are used for an hour while the service fails; then tokens are rejected until it answers', async () => {
    const ask = asker();
    const token = tokenOf(first);
    await ask(token);
    const answers = [status(500), status(302, { Location: login.url }), status(404)];
    for (const [n, answer] of answers.entries()) {
      login.answer(answer);
      pass(19 * MINUTE);
      expect(await ask(token)).toBe('granted');
      await expect.poll(() => logged.length).toBe(n + 1);
    }
    pass(4 * MINUTE);
    expect(await ask(token)).toBe('auth-unavailable');
    login.answer({ keys: [first.jwk] });
    // the service was asked a moment ago
    expect(await ask(token)).toBe('auth-unavailable');
    pass(5_000);
    expect(await ask(token)).toBe('granted');
  });

  it.each<{ readonly title: string; readonly answer: Parameters<JsonServer['answer']>[0] }>([
    { title: 'no answer', answer: (response) => response.destroy() },
    { title: 'a redirect', answer: status(302, { Location: '/' }) },
    { title: 'a page', answer: (response) => response.setHeader('Content-Type', 'text/html').end('<html>') },
    {
      title: 'broken JSON',
      answer: (response) => response.setHeader('Content-Type', 'application/json').end('{"keys": ['),
    },
    { title: 'something else', answer: { jwks: [] } },
    { title: 'invalid keys', answer: { keys: ['a'] } },
    { title: 'more than 256 KiB', answer: { keys: [], more: 'x'.repeat(300_000) } },
  ])('are unavailable when the service sends $title', async ({ answer }) => {
    login.answer(answer);
    expect(await asker()(tokenOf(first))).toBe('auth-unavailable');
    expect(logged).toHaveLength(1);
  });

  it('are fetched at most every 30 seconds for tokens with an unknown key', async () => {
    const ask = asker();
    await ask(tokenOf(first));
    const flood = (): Promise<string[]> =>
      Promise.all(Array.from({ length: 200 }, (_, n) => ask(second.token(claimsOf(), `made-up-${n}`))));
    pass(31_000);
    expect(new Set(await flood())).toEqual(new Set(['invalid-token']));
    expect(login.requests).toHaveLength(2);
    await flood();
    expect(login.requests).toHaveLength(2);
    login.answer(status(500));
    pass(31_000);
    await flood();
    await flood();
    expect(login.requests).toHaveLength(3);
    expect(await ask(tokenOf(first))).toBe('granted');
  });

  it('are used with the configured algorithms, even if a key names another', async () => {
    const elliptic = await publishedKey('elliptic', 'ES256');
    login.answer({ keys: [first.jwk, elliptic.jwk] });
    expect(await asker()(tokenOf(elliptic))).toBe('invalid-token');
    expect(await asker({ algorithms: ['ES256'] })(tokenOf(elliptic))).toBe('granted');
    expect(await asker({ algorithms: ['ES256'] })(tokenOf(first))).toBe('invalid-token');
  });

  it('are used with the required issuer and audience', async () => {
    const ask = asker({ issuer: 'https://login.example', audience: 'shop' });
    const exp = Math.floor(Date.now() / 1_000) + 60;
    expect(await ask(first.token({ exp, aud: ['x', 'shop'], iss: 'https://login.example' }))).toBe('granted');
    expect(await ask(first.token({ exp, aud: 'shop', iss: 'https://other.example' }))).toBe('invalid-token');
    expect(await ask(first.token({ exp, aud: 'shop' }))).toBe('invalid-token');
    expect(await ask(first.token({ exp, iss: 'https://login.example' }))).toBe('invalid-token');
  });
});
