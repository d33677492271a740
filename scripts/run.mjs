// Starts `npm run demo` and `npm test` on a machine that has nothing but Node 20 or newer and npm. Plain JavaScript, since that
// Node runs it before the one that the project wants is there.
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const COMMANDS = ['demo', 'test'];
const command = process.argv[2] ?? '';
if (!COMMANDS.includes(command)) {
  console.error(`usage: node scripts/run.mjs ${COMMANDS.join('|')}`);
  process.exit(2);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const env = withoutNpm(process.env);
if (isNodeGoodEnough() && isPnpmThere()) {
  install();
  exec(process.execPath, [`scripts/${command}.ts`, ...process.argv.slice(3)]);
} else if (process.env.CELERY_RESULTS_TEST_BOOTSTRAPPED === '1') {
  console.error(`Node ${process.version} and pnpm 12 were asked of npx, but they are not what runs`);
  process.exit(1);
} else {
  const rest = process.argv.slice(2).map((word) => `"${word.replaceAll('"', '')}"`);
  console.log('fetching Node 24 and pnpm 12 with npx …');
  env.CELERY_RESULTS_TEST_BOOTSTRAPPED = '1';
  exec('npx', ['--yes', '-p', 'node@24', '-p', 'pnpm@12', '-c', `node scripts/run.mjs ${rest.join(' ')}`]);
}

function isNodeGoodEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  // type stripping without a flag, which the scripts need, came with 22.18
  return major > 22 || (major === 22 && minor >= 18);
}

function isPnpmThere() {
  const found = spawnSync('pnpm', ['--version'], {
    cwd: root,
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  return found.status === 0 && Number.parseInt(found.stdout, 10) >= 12;
}

/** What npm and npx tell their children would make inner calls of theirs do the outer call's work again. */
function withoutNpm(variables) {
  const inherited = /^npm_(command|config_(call|package|yes)|lifecycle|execpath|package)/i;
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !inherited.test(name)));
}

function install() {
  const args = ['install', '--frozen-lockfile', '--reporter=append-only'];
  const done = spawnSync('pnpm', args, { cwd: root, env, encoding: 'utf8', shell: process.platform === 'win32' });
  if (done.status === 0) return;
  console.error(`${done.stdout ?? ''}${done.stderr ?? ''}\npnpm install failed`);
  process.exit(1);
}

/** Runs a program in place of this one: its output, its exit code, and the signals meant for us. */
function exec(program, args) {
  const child = spawn(program, args, { cwd: root, env, stdio: 'inherit', shell: process.platform === 'win32' });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
