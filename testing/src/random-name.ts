import { randomBytes } from 'node:crypto';

/** Creates a database name that no other run uses. */
export function randomName(): string {
  return `celery_results_test_${randomBytes(6).toString('hex')}`;
}

/** The first line of an error's message. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n')[0] ?? '';
}
