import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Listening, startServer } from '@celery-results/testing';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResultsFile, type ResultsFile } from './results-file.ts';
import { runCommand } from './run-command.ts';
import { KEY } from './tokens.ts';

/** `celery-results-server token`, and the server that accepts what it prints. */

let folder: string;
let keyFile: string;
let results: ResultsFile;
let server: Listening;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celery-results-token-'));
  keyFile = join(folder, 'key');
  await writeFile(keyFile, `${KEY}\n`);
  results = await createResultsFile();
  results.task('a', { result: '1' });
  server = await startServer({ store: results.url, args: ['--auth', 'jwt', '--auth-key-file', keyFile] });
});
afterAll(async () => {
  await server?.stop();
  await results?.remove();
  await rm(folder, { recursive: true });
});

const mint = (...args: readonly string[]) => runCommand(['token', ...args]);
const ask = async (token: string, path: string): Promise<number> =>
  (await fetch(server.url + path, { headers: { Authorization: `Bearer ${token.trim()}` } })).status;

describe('celery-results-server token', () => {
  it('prints a token that the server accepts for what it grants', async () => {
    const { code, stdout, stderr } = await mint('--key-file', keyFile, '--tasks', 'a, b', '--access', 'status,result');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await ask(stdout, 'task/status/a/')).toBe(200);
    expect(await ask(stdout, 'task/status/c/')).toBe(403);
    const { exp = 0, iat = 0, ...claims } = decodeJwt(stdout.trim());
    expect(claims).toEqual({ aud: 'celery-results', tasks: ['a', 'b'], access: ['status', 'result'] });
    expect(exp - iat).toBe(900);
  });

  it('reads the variables of the server', async () => {
    const env = { CELERY_RESULTS_AUTH_KEY: KEY, CELERY_RESULTS_AUTH_AUDIENCE: 'x', CELERY_RESULTS_AUTH_ISSUER: 'y' };
    const args = ['token', '--groups', 'g', '--prefix', 'u1.', '--list', '--expires', '24h'];
    const { exp = 0, iat = 0, ...claims } = decodeJwt((await runCommand(args, env)).stdout.trim());
    expect(claims).toEqual({ aud: 'x', iss: 'y', groups: ['g'], prefix: 'u1.', list: true });
    expect(exp - iat).toBe(86_400);
  });

  it.each<{ readonly args: readonly string[]; readonly message: RegExp }>([
    { args: ['--tasks', 'a'], message: /no key: pass --key-file FILE/ },
    {
      args: ['--key-file', '/nowhere/key', '--tasks', 'a'],
      message: /the key file \/nowhere\/key cannot be read: ENOENT/,
    },
    { args: ['--key', KEY, '--tasks', 'a'], message: /Unknown option '--key'/ },
    { args: ['--key-file', 'KEY'], message: /the token would grant nothing: pass --tasks IDS/ },
    { args: ['--key-file', 'KEY', '--tasks', 'a b'], message: /the claim tasks is not an array of ids/ },
    { args: ['--key-file', 'KEY', '--prefix', ''], message: /the claim prefix is not the start of an id/ },
    {
      args: ['--key-file', 'KEY', '--tasks', 'a', '--access', 'all'],
      message: /the claim access is not an array of names from status/,
    },
    {
      args: ['--key-file', 'KEY', '--tasks', 'a', '--expires', '25h'],
      message: /expires "25h" is not like 30s, 15m or 24h/,
    },
    { args: ['--key-file', 'KEY', '--tasks', 'a', '--expires', '0s'], message: /expires "0s" is not like/ },
    { args: ['--key-file', 'KEY', '--tasks', 'a', '--expires', 'soon'], message: /expires "soon" is not like/ },
    { args: ['--key-file', 'KEY', '--tasks', 'a', 'b'], message: /Unexpected argument 'b'/ },
  ])('refuses $args', async ({ args, message }) => {
    const { code, stdout, stderr } = await mint(...args.map((one) => (one === 'KEY' ? keyFile : one)));
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain(KEY);
  });
});
