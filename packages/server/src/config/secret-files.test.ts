import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCommand } from './read-command.ts';
import { NAMES, SECRETS, SETTINGS } from './settings.ts';

const STORE = 'postgres://shop:canary@db/shop';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celery-results-secrets-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(text: string): Promise<string> {
  const path = join(folder, `secret-${Math.random()}`);
  await writeFile(path, text);
  return path;
}

describe('a file with a secret', () => {
  it.each([
    ['store', STORE, []],
    ['rate-limit-redis', 'redis://:canary@cache/0', ['--rate-limit-address', '1/1', '--store', STORE]],
    ['replica', 'postgres://shop:canary@standby/shop', ['--store', 'postgres://db/shop']],
    ['changes-bus', 'redis://:canary@cache/0', ['--store', STORE]],
    ['auth-jwks-url', 'https://login/keys', ['--auth', 'jwt', '--store', STORE]],
    ['auth-forward-url', 'https://django/access', ['--auth', 'forward', '--store', STORE]],
  ])('contains the %s', async (name, text, args) => {
    const path = await file(`${text}\n`);
    const variable = `CELERY_RESULTS_${name.toUpperCase().replaceAll('-', '_')}_FILE`;
    for (const command of [
      readCommand([...args, `--${name}-file`, path], {}),
      readCommand([...args], { [variable]: path }),
    ])
      expect(JSON.stringify(command)).toContain(text);
    const printed = readCommand([...args, `--${name}-file`, path, '--print-config'], {});
    expect(printed).toMatchObject({ text: expect.stringContaining(`file ${path}`) });
    expect(JSON.stringify(printed)).not.toContain('canary');
  });

  it('is refused beside the value, if it is empty, and if it cannot be read', async () => {
    const [full, empty] = [await file(STORE), await file('\n')];
    const read = (...args: string[]) => readCommand(args, {});
    expect(() => read('--store-file', full, '--store', STORE)).toThrow(
      'there are store (flag --store) and store-file: give one of them',
    );
    expect(() => read('--store-file', empty)).toThrow(`store-file: the file ${empty} is empty`);
    expect(() => read('--store-file', '/nowhere')).toThrow('store-file: the file /nowhere cannot be read: ENOENT');
  });
});

/** Forms of values without secrets. A new form fails this test until it is listed here or has a file option. */
const OPEN_HINTS = [
  'ADDRESS',
  'BYTES',
  'FILE',
  'HOSTS',
  'HOW',
  'LEVEL',
  'MODE',
  'MS',
  'N/SECONDS',
  'NAME',
  'NAMES',
  'NUMBER',
  'OCTAL',
  'ORIGINS',
  'PATH',
  'SECONDS',
  'TEXT',
  'VERSION',
  'ZONE',
  'unix:PATH',
  'LINKS',
  'PAGE',
];

describe('each setting', () => {
  it.each(NAMES.map((name) => ({ name, ...SETTINGS[name] })))(
    '$name has a setting for a file, or is not secret',
    (info) => {
      const { name, hint, secret } = info;
      if (hint === undefined || OPEN_HINTS.includes(hint)) expect(secret).toBeUndefined();
      else {
        expect(secret).toBe(`${name}-file`);
        expect(SETTINGS[secret ?? name].hint).toBe('FILE');
      }
    },
  );
});

describe('a password in the command line', () => {
  it('causes a warning, and one in a variable or a file does not', async () => {
    expect(readCommand(['--store', STORE], {})).toMatchObject({
      warnings: [expect.stringContaining('use the variable CELERY_RESULTS_STORE or the option --store-file')],
    });
    const url = 'redis://:canary@cache/0';
    const args = ['--store', 'postgres://db/shop', '--auth', 'jwt', '--rate-limit-address', '1/1'];
    for (const [name, option] of SECRETS.filter(([one]) => one === 'changes-bus' || one === 'rate-limit-redis'))
      expect(readCommand([...args, `--${name}`, url], { CELERY_RESULTS_AUTH_KEY: 'k'.repeat(32) })).toMatchObject({
        warnings: [expect.stringContaining(`or the option --${option}`)],
      });
    const path = await file(STORE);
    for (const command of [readCommand([], { CELERY_RESULTS_STORE: STORE }), readCommand(['--store-file', path], {})])
      expect(command).toMatchObject({ warnings: [] });
    expect(readCommand(['--store', 'postgres://db/shop'], {})).toMatchObject({ warnings: [] });
  });
});
