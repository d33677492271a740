import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { ROOT } from './processes.ts';

const ofClient = createRequire(`${ROOT}packages/client/package.json`);
const treeKill: (pid: number, signal: NodeJS.Signals, done: (error?: Error) => void) => void = createRequire(
  ofClient.resolve('@stryker-mutator/core'),
)('tree-kill');

test('the mutation run ends the children of a process where no program "ps" is installed', async (context) => {
  if (process.platform !== 'linux') return context.skip('other systems have their own programs for this');
  const sleep = "process.on('SIGTERM', () => process.exit()); setInterval(() => {}, 1_000); console.log(process.pid)";
  const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(sleep)}], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });`;
  const child = spawn(process.execPath, ['-e', parent], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(createInterface(child.stdout), 'line');
  const path = process.env['PATH'];
  process.env['PATH'] = '/nowhere';
  try {
    assert.equal(await new Promise((resolve) => treeKill(child.pid ?? 0, 'SIGTERM', resolve)), undefined);
  } finally {
    process.env['PATH'] = path;
  }
  // both have its standard output open
  await once(child, 'close');
});
