import { loadDifferences } from '@celery-results/conformance';
import type { DatabaseKind } from '@celery-results/testing';

const { notRun } = await loadDifferences();

/** Whether `differences.json` says, with a reason, that a case of a file cannot be answered on a database. */
export function isNotRun(file: string, name: string, database: DatabaseKind): boolean {
  return notRun.some(
    (one) =>
      file.startsWith(one.file ?? '') && (one.case ?? name) === name && (one.databases?.includes(database) ?? true),
  );
}
