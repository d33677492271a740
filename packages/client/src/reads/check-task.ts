import { ResultValidationError } from '../errors/task-errors.ts';
import { checkDefinition, type TaskDefinition } from '../model/define-task.ts';
import { findReason } from '../model/progress-text.ts';
import type { FailedTask, GroupStatus, SucceededTask, TaskStatus } from '../model/task-status.ts';
import { toGroupStatus } from '../model/to-group-status.ts';
import { toTaskStatus } from '../model/to-task-status.ts';
import { EXCEPTION_STATES } from '../protocol/index.ts';

/** Definitions with a warning in the console, so that each causes only one warning. */
const warned = new WeakSet<TaskDefinition>();

/**
 * Reads and checks a task, or all tasks of a group, by a definition.
 *
 * @throws ResultValidationError, and RangeError for a definition with a wrong value
 */
export async function checkStatus<TResult, TMeta>(
  status: TaskStatus | GroupStatus,
  definition: TaskDefinition<TResult, TMeta>,
): Promise<TaskStatus<TResult, TMeta> | GroupStatus<TResult, TMeta>> {
  // the object may have been created without defineTask
  checkDefinition(definition);
  if (!('tasks' in status)) return checkTask(status, definition);
  const tasks = await Promise.all(status.tasks.map((task) => checkTask(task, definition)));
  return tasks.length === 0 ? { ...status, tasks } : toGroupStatus(status.id, tasks);
}

/** Checks the result of a succeeded task and the meta of a running one. @throws ResultValidationError */
async function checkTask<TResult, TMeta>(
  read: TaskStatus,
  definition: TaskDefinition<TResult, TMeta>,
): Promise<TaskStatus<TResult, TMeta>> {
  const task = failIfDefined(applyStates(read, definition), definition);
  const { phase } = task;
  const hasValue = task.resultUnreadable === undefined;
  const schema =
    phase === 'succeeded'
      ? hasValue && definition.result
      : phase === 'running' && task.result !== null && definition.meta;
  if (schema) {
    const outcome = await schema['~standard'].validate(task.result);
    if (!outcome.issues) return { ...task, result: outcome.value } as TaskStatus<TResult, TMeta>;
    if (phase === 'succeeded') throw new ResultValidationError(task.id, outcome.issues, task.result);
    if (!warned.has(definition))
      console.warn(`${definition.name ?? task.id} has a meta that its schema rejects:`, outcome.issues);
    warned.add(definition);
  }
  return task as TaskStatus<TResult, TMeta>;
}

/** Computes phase and progress again, by `states` and `progress` of the definition. */
function applyStates(task: TaskStatus, { states, progress }: TaskDefinition): TaskStatus {
  const { status, phase } = task;
  if (phase === 'unknown' || EXCEPTION_STATES.has(status) || !(progress || (states && Object.hasOwn(states, status))))
    return task;
  const result = phase === 'failed' || phase === 'revoked' || phase === 'retrying' ? task.data : task.result;
  const again = toTaskStatus<unknown, unknown>(
    { ...task, result },
    { states: { [status]: phase, ...states }, progress },
  );
  return progress || again.phase === 'succeeded' ? again : { ...again, progress: task.progress };
}

/** Turns a result into a failure, if `failedWhen` says that the task has failed. */
function failIfDefined(task: TaskStatus, { failedWhen }: TaskDefinition): TaskStatus {
  if (task.phase !== 'succeeded' || task.resultUnreadable !== undefined) return task;
  const reason = failedWhen?.(task.result);
  return reason ? toFailure(task, reason) : task;
}

function toFailure({ result, ...task }: SucceededTask<unknown>, reason: string | true): FailedTask {
  const message = typeof reason === 'string' ? reason : (findReason(result) ?? null);
  const exception = { result: null, exc: null, exc_type: null, traceback: null, message, data: result };
  return { ...task, phase: 'failed', progress: null, ...exception };
}
