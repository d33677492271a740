import assert from 'node:assert/strict';
import { test } from 'node:test';

const { spawnListening }: typeof import('../../testing/src/index.ts') = await import('../../testing/dist/index.js');

test('a signal reaches every process of the group, and the last of them ends first', async () => {
  const slow = `
    process.on('SIGTERM', () => setTimeout(() => console.log('cleaned up') ?? process.exit(), 300));
    setInterval(() => {}, 1_000);
    console.log('ready');`;
  const leader = `
    require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(slow)}], { stdio: 'inherit' });`;
  const runner = `
    import { runGroup } from ${JSON.stringify(new URL('run-group.mjs', import.meta.url))};
    process.on('exit', () => console.log('exit'));
    await runGroup(process.execPath, ['-e', ${JSON.stringify(leader)}], { env: process.env });`;
  const running = await spawnListening(process.execPath, ['--input-type=module', '-e', runner], { pattern: /ready/ });
  assert.deepEqual(await running.stop(), { code: 143, signal: null });
  assert.match(running.output(), /cleaned up\nexit\n$/);
});
