import { glob, readdir, readFile } from 'node:fs/promises';
import { ROOT } from './processes.ts';

/** Tests of one step by outcome. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function sum(counts: readonly Count[]): Count {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const count of counts) {
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
  }
  return total;
}

/** Adds up those of the vitest reports in a folder whose names are wanted. */
export async function readCounts(folder: string, isWanted: (name: string) => boolean): Promise<Count> {
  const counts: Count[] = [];
  for (const name of (await readdir(folder)).filter(isWanted)) {
    const report: unknown = JSON.parse(await readFile(`${folder}/${name}`, 'utf8'));
    counts.push(countOf(report, name));
  }
  return sum(counts);
}

function countOf(report: unknown, name: string): Count {
  const number = (key: string): number => {
    const value = typeof report === 'object' && report !== null ? Reflect.get(report, key) : undefined;
    if (typeof value !== 'number') throw new Error(`the vitest report ${name} has no number ${key}`);
    return value;
  };
  const suites = number('numFailedTestSuites');
  const failed = number('numFailedTests');
  // a file that cannot be loaded fails without a failed test
  return {
    passed: number('numPassedTests'),
    failed: failed === 0 && suites > 0 ? suites : failed,
    skipped: number('numPendingTests') + number('numTodoTests'),
  };
}

/** Type tests are files that must compile; each counts as one. */
export async function typeTestCount(): Promise<Count> {
  let passed = 0;
  for await (const _file of glob('packages/*/src/**/*.test-d.{ts,tsx}', { cwd: ROOT })) passed += 1;
  return { passed, failed: 0, skipped: 0 };
}
