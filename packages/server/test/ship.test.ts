import { execFile } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { spawnListening } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResultsFile, type ResultsFile } from './results-file.ts';

/** What users get: tarballs, installed by npm into an empty folder. */

/** What an outer npx tells its children would make an inner one do the outer one's work again. */
const INHERITED = /^npm_(command|config_(call|package|yes)|lifecycle|execpath|package)/i;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !INHERITED.test(name)));
const run = (command: string, args: readonly string[], options: { readonly cwd?: string } = {}) =>
  promisify(execFile)(command, args, { ...options, env });
const PACKAGES = fileURLToPath(new URL('../../', import.meta.url));
const BIN = 'node_modules/.bin/celery-results-server';

let folder: string;
let tarballs: readonly string[];
let results: ResultsFile;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celery-results-ship-'));
  for (const name of ['client', 'server'])
    await run('pnpm', ['pack', '--pack-destination', folder], { cwd: join(PACKAGES, name) });
  tarballs = (await readdir(folder)).map((file) => join(folder, file)).sort();
  results = await createResultsFile();
  results.task('ok', { result: '1' });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await results.remove();
});

/** A folder of a user's with both packages installed. */
async function installed(name: string, ...more: readonly string[]): Promise<string> {
  const cwd = join(folder, name);
  await mkdir(cwd);
  await writeFile(join(cwd, 'package.json'), '{"private": true}');
  await run('npm', ['install', '--no-audit', '--no-fund', ...more, ...tarballs], { cwd });
  return cwd;
}

describe('the packed server', () => {
  it('holds what runs, its README and its license, and nothing else', async () => {
    const [, server = ''] = tarballs;
    const { stdout } = await run('tar', ['--list', '--file', server]);
    const files = stdout.trim().split('\n');
    const odd = files.filter((file) => !/^package\/dist\/.*\.(js|d\.ts)$/.test(file));
    expect(odd.sort()).toEqual([
      'package/LICENSE',
      'package/README.md',
      'package/dist/codecs/exceptions/known-classes.json',
      'package/package.json',
    ]);
    expect(files.filter((file) => /\.test\.|\.map$/.test(file))).toEqual([]);
    const { stdout: manifest } = await run('tar', [
      '--extract',
      '--to-stdout',
      '--file',
      server,
      'package/package.json',
    ]);
    expect(manifest).not.toMatch(/workspace:|catalog:/);
    expect(JSON.parse(manifest)).not.toHaveProperty('scripts.postinstall');
  });

  it('serves a SQLite file from an empty folder with npx', async () => {
    const cwd = await installed('plain');
    await access(join(cwd, BIN), constants.X_OK);
    // as the README has it, but for a command that ends by itself: npx does not hand signals on
    const doctor = await run('npx', ['@celery-results/server', 'doctor', '--store', results.url], { cwd });
    expect(doctor.stdout).toContain('no errors');
    const server = await spawnListening(join(cwd, BIN), ['--store', results.url, '--port', '0'], { cwd });
    const answer = await fetch(`${server.url}task/status/ok/`);
    expect(await answer.text()).toBe('{"task": {"id": "ok", "status": "SUCCESS", "result": 1}}');
    expect((await server.stop()).code).toBe(0);
  });

  it('installs without the driver of SQLite, and says so where it is needed', async () => {
    const cwd = await installed('slim', '--omit=optional');
    expect(await readdir(join(cwd, 'node_modules'))).not.toContain('better-sqlite3');
    const ended = (...args: string[]): Promise<{ code?: number; stderr: string }> =>
      run(join(cwd, BIN), args, { cwd }).catch((error) => error);
    expect(await ended('--store', results.url)).toMatchObject({
      code: 2,
      stderr: 'celery-results-server: SQLite stores need the package better-sqlite3, which is not installed\n',
    });
    // the others are read with drivers that have no binaries
    for (const kind of ['postgres', 'mysql']) {
      const { code, stderr } = await ended('--store', `${kind}://a@127.0.0.1:1/d`);
      expect([code, stderr]).toEqual([1, expect.stringContaining('does not answer: ECONNREFUSED')]);
    }
  });
});
