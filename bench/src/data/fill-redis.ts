import { createClient } from '@redis/client';
import { type Amounts, CYCLE, groupId, groupResult, largeId, taskId } from './ids.ts';
import { largeResult } from './large-result.ts';
import { FRAME, STARTED_RESULT } from './task-sql.ts';

/** Keys of one round trip. */
const KEYS_PER_TRIP = 5_000;

/** Fills Redis with the same tasks and groups as `fill` does tables, as Celery's JSON serializer stores them. */
export async function fillRedis(url: string, amounts: Amounts): Promise<void> {
  const redis = createClient({ url });
  await redis.connect();
  const write = async (count: number, entry: (number: number) => readonly [string, string]): Promise<void> => {
    for (let first = 0; first < count; first += KEYS_PER_TRIP) {
      const length = Math.min(KEYS_PER_TRIP, count - first);
      await redis.mSet(Array.from({ length }, (_, at) => [...entry(first + at)] as [string, string]));
    }
  };
  await write(amounts.tasks, (number) => task(taskId(number), taskFields(number)));
  await write(amounts.large, (number) => task(largeId(number), succeeded(largeResult(number))));
  await write(amounts.groups, (number) => group(number, amounts));
  redis.destroy();
}

interface Fields {
  readonly status: string;
  /** JSON text. */
  readonly result: string;
  /** JSON text. */
  readonly traceback: string;
}

const succeeded = (result: string): Fields => ({ status: 'SUCCESS', result, traceback: 'null' });

function task(id: string, { status, result, traceback }: Fields): readonly [string, string] {
  const done = status === 'STARTED' ? 'null' : '"2026-01-02T03:04:05.678901+00:00"';
  const text =
    `{"status": "${status}", "result": ${result}, "traceback": ${traceback}, "children": [], ` +
    `"date_done": ${done}, "task_id": "${id}"}`;
  return [`celery-task-meta-${id}`, text];
}

function taskFields(number: number): Fields {
  const digits = String(number).padStart(7, '0');
  const kind = number % CYCLE;
  if (kind === 1) return { status: 'STARTED', result: STARTED_RESULT, traceback: 'null' };
  if (kind > 1) return succeeded(successResult(number, digits));
  const message = `row ${digits} has no date`;
  const head = `Traceback (most recent call last):\n${FRAME.repeat(11)}`;
  return {
    status: 'FAILURE',
    result: `{"exc_type": "ValueError", "exc_message": ["${message}"], "exc_module": "builtins"}`,
    traceback: JSON.stringify(`${head}ValueError: ${message}\n`),
  };
}

/** A result of about 260 bytes. */
function successResult(number: number, digits: string): string {
  const file = `exports/2026/01/report-${String(number).padStart(9, '0')}.csv`;
  const bytes = `4${String(number % 100_000).padStart(5, '0')}`;
  return (
    `{"rows": 1${digits}, "file": "${file}", "bytes": ${bytes}, "seconds": 12.5, "ok": true, "warnings": [], ` +
    '"columns": ["id", "customer", "amount", "currency", "created_at", "updated_at"], ' +
    '"next": null, "note": "exported by the nightly job"}'
  );
}

function group(number: number, amounts: Amounts): readonly [string, string] {
  return [`celery-taskset-meta-${groupId(number)}`, `{"result": ${groupResult(number, amounts)}}`];
}
