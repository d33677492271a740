// Starts `npm run demo` and `npm test` on a machine that has only npm and Node 20 or newer.
// This file and those it imports are plain JavaScript: Node 20 runs no TypeScript.
import { existsSync } from 'node:fs';
import { cleanEnv, findNode, findPnpm, withTool } from './start/find-tools.mjs';
import { ROOT, runGroup, stopWithParent } from './start/run-group.mjs';

const COMMANDS = ['demo', 'test', 'versions'];
const [command = '', ...rest] = process.argv.slice(2);
if (!COMMANDS.includes(command)) fail(`usage: node scripts/run.mjs ${COMMANDS.join('|')}`, 2);

// npm hands SIGTERM to its shell only: the shell ends, and this process goes on without a parent
if (process.env.npm_lifecycle_event !== undefined) stopWithParent();
try {
  const node = await findNode();
  const nodeEnv = withTool(node, cleanEnv());
  const pnpm = await findPnpm(nodeEnv);
  const env = withTool(pnpm, nodeEnv);
  if (command === 'versions') {
    console.log(`node ${node.version}, pnpm ${pnpm.version}`);
  } else {
    if (!existsSync(`${ROOT}node_modules`)) console.log('Installing packages …');
    const install = ['install', '--frozen-lockfile', '--reporter=append-only'];
    const { code, output } = await runGroup(pnpm.path, install, { env, isQuiet: true });
    if (code !== 0) fail(`${output}\n"pnpm install" failed`, code);
    process.exitCode = (await runGroup(node.path, [`scripts/${command}.ts`, ...rest], { env })).code;
  }
} catch (error) {
  fail(error.message, 1);
}

function fail(message, code) {
  console.error(message);
  process.exit(code);
}
