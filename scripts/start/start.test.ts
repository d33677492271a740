import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fetchNewcomer, type Newcomer, titleOf } from './newcomer.ts';
import { ROOT, runGroup } from './run-group.mjs';

// Starts the project as a newcomer does: in a fresh clone, with an empty HOME and without pnpm.

const testing: typeof import('../../testing/src/index.ts') = await import('../../testing/dist/index.js');
const { foundOrSkip, spawnListening } = testing;
const { packageManager } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'));

const NODES = [20, 22, 24, 26];
const NPMS = [10, 11, 12];
/** On a busy machine, with empty caches. */
const TIMEOUT_MS = 300_000;
const NOT_IN_A_CLONE = ['.git', '.stryker-tmp', '.test-results', '.tools', '.turbo', '.venv', 'dist', 'node_modules'];
/** All that is there before packages are installed. */
const FILES_OF_START = ['.npmrc', 'package.json', 'scripts'];

const folder = await mkdtemp(join(tmpdir(), 'celery-results-start-'));
after(() => rm(folder, { recursive: true, force: true }));
const newcomers = await fetchNewcomers();
const newcomer = (npm: number, node: number): Newcomer => {
  const found = newcomers.find((one) => one.title === titleOf({ npm, node }));
  if (found === undefined) throw new Error(`there is no ${titleOf({ npm, node })}`);
  return found;
};

async function fetchNewcomers(): Promise<readonly Newcomer[]> {
  const found: Newcomer[] = [];
  try {
    for (const npm of NPMS) for (const node of NODES) found.push(await fetchNewcomer({ npm, node }, folder));
    return found;
  } catch (error) {
    return foundOrSkip<Newcomer[]>(undefined, `no release of npm and Node for tests of the start: ${error}`) ?? [];
  }
}

async function clone(title: string, entries: readonly string[]): Promise<string> {
  const cwd = join(folder, title);
  const filter = (path: string): boolean => !NOT_IN_A_CLONE.includes(basename(path));
  for (const entry of entries) await cp(join(ROOT, entry), join(cwd, entry), { recursive: true, filter });
  return cwd;
}

describe('a fresh clone', { concurrency: 2, timeout: TIMEOUT_MS, skip: newcomers.length === 0 }, () => {
  for (const { title, npm, env } of newcomers) {
    test(`finds Node and pnpm with ${title}`, async () => {
      const cwd = await clone(title, FILES_OF_START);
      const { code, output } = await runGroup(npm[0], [npm[1], 'run', 'versions'], { env, cwd, isQuiet: true });
      assert.match(output, /^node v2[246]\.\d+\.\d+, pnpm 12\.\d+\.\d+$/m);
      assert.equal(code, 0);
    });
  }

  test('names what to install when npm reaches no registry', async () => {
    const { npm, env } = newcomer(12, 20);
    const cwd = await clone('without registry', FILES_OF_START);
    const away = { ...env, npm_config_registry: 'http://127.0.0.1:1/', npm_config_fetch_retry_mintimeout: '10' };
    const { code, output } = await runGroup(npm[0], [npm[1], 'run', 'versions'], { env: away, cwd, isQuiet: true });
    assert.match(output, /ECONNREFUSED/);
    assert.match(output, /^npm cannot install \S+@24\. Install Node 22\.18 or newer, or check the network and the/m);
    assert.equal(code, 1);
  });

  test('runs the demo without notices of other tools, and SIGTERM for npm stops all of it', async () => {
    const { npm, env } = newcomer(12, 24);
    const cwd = await clone('demo', await readdir(ROOT));
    const inherited = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
    const demo = await spawnListening(npm[0], [npm[1], 'run', 'demo', '--', '--port', '0'], {
      cwd,
      env: { ...inherited, ...env },
      pattern: /Open (http:\S+)/,
      timeout: TIMEOUT_MS,
    });
    try {
      const before = demo.output().split('Open ')[0] ?? '';
      assert.deepEqual(
        before.split('\n').filter((line) => line !== '' && !/^(?:> |npm notice run )/.test(line)),
        [`Fetching ${packageManager} from npm …`, 'Installing packages …', 'Building the demo …'],
      );
      assert.equal((await fetch(demo.url)).status, 200);
      const statusPage = /Open (\S+\/celery\/ui\/) for the status page/.exec(demo.output())?.[1] ?? '';
      assert.match(await (await fetch(statusPage)).text(), /<div id="root">/);
    } finally {
      // resolves when nothing has its output open any more
      await demo.stop();
    }
    await assert.rejects(fetch(demo.url));
  });
});
