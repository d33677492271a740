import { execFile } from 'node:child_process';
import { access, constants, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { spawnListening } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createResultsFile, type ResultsFile } from './results-file.ts';

/** Installs tarballs of the packages into empty folders, as users do, with an npm that runs no install scripts. */

/** What an outer npx tells its children would make an inner one do the outer one's work again. */
const INHERITED = /^npm_(command|config_(call|package|yes)|lifecycle|execpath|package)/i;
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !INHERITED.test(name)));
const run = (command: string, args: readonly string[], options: { readonly cwd?: string } = {}) =>
  promisify(execFile)(command, args, { ...options, env });
const PACKAGES = fileURLToPath(new URL('../../', import.meta.url));
const BIN = 'node_modules/.bin/celery-results-server';
/** The first npm that runs no install scripts of dependencies by default. */
const NPM = 'npm@12';

let folder: string;
let tarballs: readonly string[];
let results: ResultsFile;
/** A folder of a user that has all packages, installed with every script off. */
let user: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'celery-results-ship-'));
  for (const name of ['client', 'query', 'react', 'server'])
    await run('pnpm', ['pack', '--pack-destination', folder], { cwd: join(PACKAGES, name) });
  tarballs = (await readdir(folder)).map((file) => join(folder, file)).sort();
  await run('npm', ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts', NPM]);
  user = await installed('user', '--ignore-scripts');
  results = await createResultsFile();
  results.task('ok', { result: '1' });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await results.remove();
});

/** Runs a program of that npm: `npm` or `npx`. */
const runNpm = (program: string, args: readonly string[], cwd: string) =>
  run(process.execPath, [join(folder, `node_modules/npm/bin/${program}-cli.js`), ...args], { cwd });

/** Installs the packages into a new folder. */
async function installed(name: string, ...more: readonly string[]): Promise<string> {
  const cwd = join(folder, name);
  await mkdir(cwd);
  await writeFile(join(cwd, 'package.json'), '{"private": true}');
  await runNpm('npm', ['install', '--no-audit', '--no-fund', ...more, ...tarballs], cwd);
  return cwd;
}

describe('the packages', () => {
  it('install without install scripts, and every entry of theirs loads', async () => {
    const { packages } = JSON.parse(await readFile(join(user, 'package-lock.json'), 'utf8'));
    const scripts = Object.keys(packages).filter((path) => packages[path].hasInstallScript);
    expect(Object.keys(packages)).toContain('node_modules/better-sqlite3');
    expect(scripts).toEqual([]);
    for (const entry of [
      'client',
      'client/protocol',
      'client/protocol/ui',
      'client/protocol/v1-routes',
      'query',
      'react',
      'server',
    ]) {
      const print = `console.log(Object.keys(await import('@celery-results/${entry}')).length > 0)`;
      const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', print], { cwd: user });
      expect([entry, stdout]).toEqual([entry, 'true\n']);
    }
  });
});

describe('the packed server', () => {
  it('contains the compiled code, README and license only', async () => {
    const server = tarballs.find((path) => /-server-[^/]*$/.test(path)) ?? '';
    const { stdout } = await run('tar', ['--list', '--file', server]);
    const files = stdout.trim().split('\n');
    const odd = files.filter((file) => !/^package\/dist\/.*\.(js|d\.ts)$|^package\/dist\/ui\//.test(file));
    expect(odd.sort()).toEqual([
      'package/LICENSE',
      'package/README.md',
      'package/dist/codecs/exceptions/known-classes.json',
      'package/package.json',
      'package/python/read-classes.py',
    ]);
    expect(files).toContain('package/dist/ui/index.html');
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
    const cwd = user;
    await access(join(cwd, BIN), constants.X_OK);
    // as the README has it, but for a command that ends by itself: npx does not hand signals on
    const doctor = await runNpm('npx', ['@celery-results/server', 'doctor', '--store', results.url], cwd);
    expect(doctor.stdout).toContain('no errors');
    const server = await spawnListening(join(cwd, BIN), ['--store', results.url, '--port', '0'], { cwd });
    // it listens before the file is open
    const read = async (): Promise<string> => (await fetch(`${server.url}task/status/ok/`)).text();
    await expect.poll(read).toBe('{"task": {"id": "ok", "status": "SUCCESS", "result": 1}}');
    expect((await server.stop()).code).toBe(0);
  });

  it('names the platform when the driver of SQLite has no binary for it', async () => {
    const driver = join(user, 'node_modules/better-sqlite3');
    await rename(join(driver, 'prebuilds'), join(driver, 'elsewhere'));
    const { stdout } = await runNpm('npx', ['@celery-results/server', 'doctor', '--store', results.url], user).catch(
      (error: { stdout: string }) => error,
    );
    await rename(join(driver, 'elsewhere'), join(driver, 'prebuilds'));
    expect(stdout).toContain(
      `the database does not answer: better-sqlite3 has no binary for ${process.platform} on ${process.arch}: use`,
    );
  });

  it('installs without the driver of SQLite, and names it where it is needed', async () => {
    const cwd = await installed('slim', '--omit=optional');
    expect(await readdir(join(cwd, 'node_modules'))).not.toContain('better-sqlite3');
    const ended = (...args: string[]): Promise<{ code?: number; stderr: string }> =>
      run(join(cwd, BIN), args, { cwd }).catch((error) => error);
    expect(await ended('--store', results.url)).toMatchObject({
      code: 2,
      stderr:
        'celery-results-server: SQLite stores need the package better-sqlite3, which is not installed: ' +
        'run "npm install better-sqlite3"\n',
    });
    // the others are read with drivers that have no binaries
    for (const kind of ['postgres', 'mysql']) {
      const store = `${kind}://a@127.0.0.1:1/d`;
      const server = await spawnListening(join(cwd, BIN), ['--store', store, '--port', '0'], { cwd });
      await expect.poll(server.output).toContain('does not answer: ECONNREFUSED');
      expect((await server.stop()).code).toBe(0);
    }
  });
});
