import type { TaskDefinition } from './define-task.ts';
import { ResultValidationError } from './task-errors.ts';
import type { GroupStatus, TaskStatus } from './task-status.ts';

const warned = new WeakSet<TaskDefinition>();

/** A status as the definition has it. @throws ResultValidationError */
async function checkTask<TResult, TMeta>(
  status: TaskStatus,
  task: TaskDefinition<TResult, TMeta>,
): Promise<TaskStatus<TResult, TMeta>> {
  const phase = status.phase;
  const schema = phase === 'succeeded' ? task.result : phase === 'running' && status.result !== null && task.meta;
  if (schema) {
    const outcome = await schema['~standard'].validate(status.result);
    if (!outcome.issues) return { ...status, result: outcome.value } as TaskStatus<TResult, TMeta>;
    if (phase === 'succeeded') throw new ResultValidationError(status.id, outcome.issues, status.result);
    if (!warned.has(task)) console.warn(`${task.name ?? status.id} reports a meta of another shape:`, outcome.issues);
    warned.add(task);
  }
  return status as TaskStatus<TResult, TMeta>;
}

/** A task, or a group whose tasks are all, as the definition has them. @throws ResultValidationError */
export async function check<TResult, TMeta>(
  status: TaskStatus | GroupStatus,
  task: TaskDefinition<TResult, TMeta>,
): Promise<TaskStatus<TResult, TMeta> | GroupStatus<TResult, TMeta>> {
  if (!('tasks' in status)) return checkTask(status, task);
  return { ...status, tasks: await Promise.all(status.tasks.map((one) => checkTask(one, task))) };
}
