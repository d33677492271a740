import { progressOf } from './progress.ts';
import { phaseOf, type TaskWire } from './protocol/index.ts';
import type { TaskStatus } from './task-status.ts';

/**
 * A task on the wire as the model. The result types are the caller's word: nothing is checked here.
 */
export function toTaskStatus<TResult, TMeta>(wire: TaskWire): TaskStatus<TResult, TMeta> {
  const { id, status } = wire;
  const phase = phaseOf(status);
  switch (phase) {
    case 'pending':
      return { id, status, phase, isReady: false, result: null };
    case 'running':
      return {
        id,
        status,
        phase,
        isReady: false,
        result: wire.result as TMeta | null,
        progress: progressOf(wire.result),
      };
    case 'succeeded':
      return { id, status, phase, isReady: true, result: wire.result as TResult };
    case 'ignored':
      return { id, status, phase, isReady: true, result: wire.result };
    case 'retrying':
      return { id, status, phase, isReady: false, ...failureOf(wire) };
    default:
      return { id, status, phase, isReady: true, ...failureOf(wire) };
  }
}

/** Members of a group come without `exc` and `traceback`. */
function failureOf({ result, exc, traceback }: TaskWire): {
  readonly result: string | null;
  readonly exc: string | null;
  readonly traceback: string | null;
} {
  return { result: typeof result === 'string' ? result : null, exc: exc ?? null, traceback: traceback ?? null };
}
