// region own
import { createClient, defineTask } from '@celery-results/client';

export const client = createClient({
  baseUrl: process.argv[2] ?? 'http://127.0.0.1:8787/celery/',
  states: { COMPLETED: 'succeeded', CANCELLED: 'revoked' },
  progress: (meta, state) => (state === 'TRAINING' ? epochShare(meta as { epoch: number }) : undefined),
});

/** A number is a percentage. Undefined leaves a meta to the usual shapes, and null means no progress. */
const epochShare = ({ epoch }: { epoch: number }) => (epoch / 12) * 100;

/** A task that writes its error into a result in SUCCESS. */
export const report = defineTask<{ rows: number }>({
  failedWhen: (result) => (result as { error?: string }).error,
});
// endregion
