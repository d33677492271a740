import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { checkPackages } from './check-packages.ts';
import { finished, ROOT } from './processes.ts';
import { type Count, readCounts, sum, typeTestCount } from './totals.ts';

/** One part of `npm test`. A step that is no test run counts as one check. */
interface Step {
  readonly title: string;
  run(): Promise<{ readonly passed: boolean; readonly count?: Count; readonly output: string }>;
}

const RESULTS = `${ROOT}.test-results`;
await rm(RESULTS, { recursive: true, force: true });

const turbo = (task: string, ...more: string[]): string[] => [
  'exec',
  'turbo',
  'run',
  task,
  '--log-prefix=none',
  '--output-logs=errors-only',
  ...more,
];

const TESTS_OF_OTHERS = [
  'exec',
  'turbo',
  'run',
  'test',
  '--filter=!@celery-results/server',
  // tests that install packages need the proxies and certificates of this machine
  '--env-mode=loose',
  // most tests wait for browsers, polls and workers
  '--concurrency=2',
  '--continue=always',
  '--log-prefix=none',
  '--log-order=grouped',
  '--output-logs=full',
];

const vitestOfServer = (group: 'alone' | 'usual' | 'beside', title: string): Step =>
  command(title, 'pnpm', ['-F', '@celery-results/server', 'run', `test:${group}`], () =>
    readCounts(RESULTS, (name) => name === `server-${group}.json`),
  );

/** One turn after the other. The steps of a turn run side by side: none of them measures times. */
const TURNS: readonly (readonly Step[])[] = [
  [
    command('lint and format', 'pnpm', ['exec', 'biome', 'check', '.']),
    command('import law', process.execPath, ['scripts/check-imports.ts']),
    command('style', process.execPath, ['scripts/check-style.ts']),
    command('the checks catch what they should', process.execPath, [
      '--test',
      '--test-reporter=dot',
      'scripts/*.test.ts',
    ]),
    command('README code', process.execPath, ['scripts/check-readme.ts']),
  ],
  [command('build', 'pnpm', turbo('build'))],
  [
    {
      title: 'Python environments, in the background',
      run: async () => {
        // a minute of downloads that no test has to wait for
        spawn(process.execPath, ['scripts/prepare-python.ts'], { cwd: ROOT, stdio: 'ignore' }).unref();
        return { passed: true, count: { passed: 0, failed: 0, skipped: 0 }, output: '' };
      },
    },
  ],
  [command('types and type tests', 'pnpm', turbo('types'), typeTestCount)],
  [
    { title: 'packages as published', run: checkPackages },
    command('a fresh clone starts on each npm and Node', process.execPath, [
      '--test',
      '--test-reporter=spec',
      'scripts/start/*.test.ts',
    ]),
    vitestOfServer('beside', "the server's tests that mind no company"),
    // the schedule, the coalescer and the mapping of errors: what no reader of a diff can judge
    command('mutation score of the client', 'pnpm', ['-F', '@celery-results/client', 'run', 'mutation']),
  ],
  [
    vitestOfServer('usual', "the server's usual tests"),
    command('tests of the other packages', 'pnpm', TESTS_OF_OTHERS, () =>
      readCounts(RESULTS, (name) => !name.startsWith('server-')),
    ),
  ],
  [vitestOfServer('alone', "the server's tests of times, load and memory")],
  [command('bench runs', process.execPath, ['bench/src/main.ts', '--short'])],
];

function command(title: string, program: string, args: readonly string[], count?: () => Promise<Count>): Step {
  return {
    title,
    run: async () => {
      const { code, output } = await finished(program, args);
      return { passed: code === 0, output, ...(count ? { count: await count() } : {}) };
    },
  };
}

const counts: Count[] = [];
const skipped = new Set<string>();
for (const turn of TURNS) await Promise.all(turn.map(report));

/** Runs a step and prints what became of it in one go, so that those beside it do not mix with it. */
async function report({ title, run }: Step): Promise<void> {
  const start = Date.now();
  const { passed, count, output } = await run();
  const found: Count = count ?? { passed: passed ? 1 : 0, failed: 0, skipped: 0 };
  // a step may fail without a failing test: it counts as one then
  counts.push(passed || found.failed > 0 ? found : { ...found, failed: 1 });
  for (const line of output.matchAll(/SKIPPED:.*/g)) skipped.add(line[0]);
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${title} (${((Date.now() - start) / 1000).toFixed(1)} s)`);
  if (!passed) console.log(output);
}

const total = sum(counts);
const isMissing = skipped.size > 0 && Boolean(process.env['CI']);
for (const line of skipped) console.log(line);
if (isMissing) console.log('with CI set, nothing may be skipped');
const failed = total.failed + (isMissing ? 1 : 0);
console.log(`${total.passed} passed, ${failed} failed, ${total.skipped} skipped`);
process.exit(failed === 0 ? 0 : 1);
