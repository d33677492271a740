import { describe, expect, it } from 'vitest';
import type { UiOptions } from '../http/ui/ui-options.ts';
import { readCommand } from './read-command.ts';

const read = (...args: string[]) => readCommand(['--store', 'sqlite:///db', ...args], {});

function uiOf(...args: string[]): UiOptions | undefined {
  const command = read(...args);
  return command.name === 'serve' ? command.ui : undefined;
}

const KEY = ['--auth', 'jwt', '--auth-jwks-url', 'https://login.example/keys'];
const FORWARD = ['--auth', 'forward', '--auth-forward-url', 'http://django/claims/'];

describe('the status page', () => {
  it('is on if strangers cannot read it: on loopback, and with auth', () => {
    expect(uiOf()).toBeDefined();
    expect(uiOf('--host', '0.0.0.0', ...KEY)).toBeDefined();
    expect(uiOf('--host', '0.0.0.0', '--auth', 'none')).toBeUndefined();
    expect(uiOf('--host', '0.0.0.0', '--auth', 'none', '--ui')).toBeDefined();
    expect(uiOf('--no-ui')).toBeUndefined();
  });

  it('signs in with a token cookie, or at a login page', () => {
    expect(uiOf(...KEY)?.signIn).toEqual({ by: 'token', cookie: '__Secure-celery-results' });
    expect(uiOf(...KEY, '--auth-cookie', '__Host-own')?.signIn).toEqual({ by: 'token', cookie: '__Host-own' });
    expect(uiOf(...FORWARD, '--ui-login-url', '/login/')?.signIn).toEqual({ by: 'login', url: '/login/' });
  });

  it('accepts tokens in its own cookie if the settings name no other cookie', () => {
    expect(read(...KEY)).toMatchObject({ auth: { cookie: '__Secure-celery-results' } });
    expect(read(...KEY, '--no-ui')).toMatchObject({ auth: { cookie: undefined } });
  });

  it('has links and a title', () => {
    expect(
      uiOf('--ui-title', 'shop', '--ui-link', 'Logs=https://logs.example/?q={id}&a=b, Sentry=/sentry/{id}'),
    ).toMatchObject({
      title: 'shop',
      links: [
        { label: 'Logs', url: 'https://logs.example/?q={id}&a=b' },
        { label: 'Sentry', url: '/sentry/{id}' },
      ],
    });
  });

  it('can be shown in a frame by the named origins', () => {
    expect(uiOf('--ui-frame-ancestors', 'self, https://*.shop.example')?.frameAncestors).toEqual([
      "'self'",
      'https://*.shop.example',
    ]);
  });

  it.each([
    [['--ui-link', 'Logs=javascript:alert({id})'], 'ui link "Logs=javascript:alert({id})" is not like Logs=https://'],
    [['--ui-link', 'Logs=https://logs.example/'], 'is not like Logs=https://logs.example/?q={id}'],
    [['--ui-link', 'https://logs.example/{id}'], 'is not like'],
    [['--ui-frame-ancestors', 'https://a;script-src *'], 'is neither self nor like https://shop.example'],
    [['--ui-login-url', '/login/'], 'ui-login-url is for --auth forward only'],
    [[...FORWARD, '--ui-login-url', '//evil.example'], 'is neither an http: or https: URL nor a path'],
    [['--no-ui', '--ui-title', 'x'], 'ui-title is for the status page, which is off: pass --ui'],
  ])('refuses %j', (args, message) => {
    expect(() => read(...args)).toThrow(message);
  });
});
