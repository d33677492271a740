import { spawn } from 'node:child_process';
import { quiet, ROOT } from './processes.ts';

// Builds the demo and all that it uses, then runs it in the foreground.
console.log('Building the demo …');
await quiet('pnpm', [
  'exec',
  'turbo',
  'run',
  'build',
  '--filter=@celery-results/example-demo...',
  '--output-logs=errors-only',
]);
const demo = spawn(process.execPath, ['src/main.ts', ...process.argv.slice(2)], {
  cwd: `${ROOT}examples/demo`,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => demo.kill(signal));
demo.on('exit', (code) => process.exit(code ?? 1));
