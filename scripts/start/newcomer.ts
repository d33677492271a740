import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { finished } from '../processes.ts';
import { cleanEnv, fetchNode, fetchPackage } from './find-tools.mjs';
import { ROOT } from './run-group.mjs';

/** A newcomer's npm: the words of its command, and its environment with an empty HOME and without pnpm. */
export interface Newcomer {
  readonly title: string;
  readonly npm: readonly [node: string, script: string];
  readonly env: Readonly<Record<string, string>>;
}

export interface Release {
  readonly node: number;
  readonly npm: number;
}

/** The settings by which npm reaches its registry. A newcomer has them, and no others of this user. */
const REGISTRY = String.raw`(?:@[^:=]+:)?registry|\/\/[^=]+`;
const NETWORK = '(?:https?[-_])?proxy|no-?proxy|ca|cafile|cert|key|strict[-_]ssl';
const NETWORK_SETTING = new RegExp(`^(?:npm_config_)?(?:${REGISTRY}|${NETWORK})$`, 'i');

/** Kept for the next run. Packages are downloaded once for all newcomers. */
const NPM_CACHE = join(ROOT, '.tools', 'npm-cache');

export function titleOf({ npm, node }: Release): string {
  return `npm ${npm} on Node ${node}`;
}

/**
 * Fetches releases of npm and Node from npm, into `.tools`. HOME is a new folder in `folder`.
 *
 * @throws Error when npm cannot install one
 */
export async function fetchNewcomer(release: Release, folder: string): Promise<Newcomer> {
  const node = await fetchNode(release.node);
  const { npm } = release;
  const title = titleOf(release);
  const home = join(folder, `home of ${title}`);
  const script = join(
    await fetchPackage(`npm@${npm}`, `Install npm ${npm}`),
    'node_modules',
    'npm',
    'bin',
    'npm-cli.js',
  );
  await mkdir(home, { recursive: true });
  await writeFile(join(home, '.npmrc'), networkLines(await readNpmConfig()), { mode: 0o600 });
  return { title, npm: [node.path, script], env: await newcomerEnv(node.path, home) };
}

async function newcomerEnv(node: string, home: string): Promise<Newcomer['env']> {
  const own = Object.entries(cleanEnv()).filter(([name]) => !isOfThisUser(name));
  const hasPnpm = (path: string): boolean => ['pnpm', 'pnpm.exe'].some((name) => existsSync(join(path, name)));
  const paths = (process.env['PATH'] ?? '').split(delimiter).filter((path) => !hasPnpm(path));
  return {
    ...Object.fromEntries(own),
    HOME: home,
    USERPROFILE: home,
    npm_config_cache: NPM_CACHE,
    PATH: [dirname(node), ...paths].join(delimiter),
    pnpm_config_store_dir: await pnpmStore(),
  };
}

/** Other settings of this user, such as `nodedir`, make npm warn, and the tests of the start expect no such line. */
function isOfThisUser(variable: string): boolean {
  if (/^npm_config_/i.test(variable)) return !NETWORK_SETTING.test(variable);
  return /^(XDG_|PNPM_|NODE_OPTIONS$)/i.test(variable);
}

/** The lines of a `.npmrc` by which npm reaches its registry. */
export function networkLines(config: string): string {
  const isKept = (line: string): boolean => NETWORK_SETTING.test(line.split('=')[0]?.trim() ?? '');
  return config
    .split('\n')
    .filter(isKept)
    .map((line) => `${line}\n`)
    .join('');
}

/** The configuration of this machine and of this user: npm tells its scripts where both files are. */
async function readNpmConfig(): Promise<string> {
  const { npm_config_globalconfig: machine, npm_config_userconfig: user = join(homedir(), '.npmrc') } = process.env;
  const found = [machine, user].filter((path): path is string => path !== undefined && existsSync(path));
  return (await Promise.all(found.map((path) => readFile(path, 'utf8')))).join('\n');
}

/** The store of the pnpm that runs the tests. The folder that pnpm prints ends with the version of its layout. */
async function pnpmStore(): Promise<string> {
  const { output } = await finished('pnpm', ['store', 'path']);
  return dirname(output.trim());
}
