import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fakeContext } from '../../../test/fake-context.ts';
import { bearer, KEY } from '../../../test/tokens.ts';
import { ConfigError } from '../../problems/errors.ts';
import { createDenyList } from './deny-list.ts';
import { createJwtAuth } from './jwt-auth.ts';

let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
  file = join(folder, 'denied');
});
afterAll(() => rm(folder, { recursive: true }));

it('refuses a revoked token soon after the file has changed, and a token that was accepted before', async () => {
  await writeFile(file, '# revoked tokens\n\n  first \n');
  const logged: string[] = [];
  const log = { error: (_fields: object, message: string) => logged.push(message) };
  const auth = createJwtAuth({ keys: [KEY], denyList: createDenyList(file, log) });
  const statusOf = async (jti: string | undefined): Promise<string> =>
    auth.access(fakeContext(await bearer({ tasks: ['a'], jti }))).then(
      () => 'granted',
      (error) => error.message,
    );
  expect(await statusOf('first')).toBe('the token is revoked');
  expect(await statusOf('second')).toBe('granted');
  expect(await statusOf(undefined)).toBe('granted');
  await writeFile(`${file}.new`, 'second\n');
  await rename(`${file}.new`, file);
  await expect.poll(() => statusOf('second'), { timeout: 20_000 }).toBe('the token is revoked');
  expect(await statusOf('first')).toBe('granted');
  await rm(file);
  const messages = async (): Promise<readonly string[]> => {
    await statusOf('second');
    return logged;
  };
  await expect.poll(messages, { timeout: 20_000 }).toHaveLength(1);
  expect(await statusOf('second')).toBe('the token is revoked');
});

it('needs a file that can be read', () => {
  expect(() => createDenyList(join(folder, 'nowhere'))).toThrow(ConfigError);
});
