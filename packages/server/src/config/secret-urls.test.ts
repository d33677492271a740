import { describe, expect, it } from 'vitest';
import { readCommand } from './read-command.ts';

describe('a password with special characters', () => {
  /** Returns the errors of the command, and checks that they contain no part of a password. */
  function messageOf(...args: string[]): string {
    try {
      readCommand(args, {});
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return '';
  }

  it.each([
    { flag: '--rate-limit-redis', url: 'redis://u:12/canary@db/0' },
    { flag: '--auth-jwks-url', url: 'https://u:12/canary@login/keys' },
    { flag: '--auth-forward-url', url: 'http://u:12/canary@login/keys' },
  ])('is refused in $flag without being shown', ({ flag, url }) => {
    const mode = flag.startsWith('--auth-jwks')
      ? ['--auth', 'jwt']
      : flag.startsWith('--auth')
        ? ['--auth', 'forward']
        : [];
    const message = messageOf('--store', 'sqlite:///a', ...mode, '--rate-limit-address', '1/1', flag, url);
    expect(message).not.toBe('');
    expect(message).not.toContain('canary');
  });

  it('is not shown if the shell splits it into more arguments', () => {
    for (const rest of [['canary@db/shop'], ['canary', 'b@db/shop']]) {
      const message = messageOf('--store', 'postgres://shop:a', ...rest);
      expect(message).toMatch(/the command is unknown/);
      expect(message).not.toContain('canary');
    }
    expect(messageOf('frob')).toContain('there is no command "frob"');
    expect(messageOf('serve', '--store', 'postgres://shop:a', 'canary@db/x')).not.toContain('canary');
  });

  it.each([
    'postgres://shop:a%2Fb%23c%3F%40@db:5432/shop?sslmode=require',
    'postgres://shop:a@b@db/shop',
    'sqlite:///folder@2/a#b.sqlite3',
    'sentinel://:a@one:26379;sentinel://:b@two:26379/0',
    'mysql://db/shop',
  ])('is accepted if it is correctly encoded: %s', (url) => {
    expect(readCommand(['--store', url], {})).toMatchObject({ store: url });
  });
});
