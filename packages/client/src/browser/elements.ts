import { toTaskError } from '../errors/task-errors.ts';
import { describeGroup, describeTask } from '../model/describe-task.ts';
import type { GroupStatus } from '../model/task-status.ts';
import { ProgressElement } from './progress-element.ts';
import { watchGroup, watchTask } from './watch.ts';

/**
 * `<celery-task task-id="…" base-url="/celery/" label="Import">`. Sends `celery-progress` with each status, and once
 * `celery-success` with the final one, or `celery-error` with `{error, task}`. Without a task, `phase` is `error`.
 */
export class CeleryTaskElement extends ProgressElement {
  protected readonly idAttribute = 'task-id';

  protected follow(baseUrl: string, id: string): () => void {
    return watchTask(baseUrl, id, {
      onProgress: (task) => {
        this.show({ phase: task.phase, percent: task.progress?.percent ?? null, detail: describeTask(task) });
        this.send('progress', task);
      },
      onSuccess: (_result, task) => this.send('success', task),
      onError: (error, task) => {
        if (!task) this.showError(error);
        this.send('error', { error, task });
      },
    });
  }
}

/**
 * `<celery-group group-id="…">`, with the events of `<celery-task>`, which have the status of the group.
 * `celery-error` has `{error, group}`, with the error of the first member without a result.
 */
export class CeleryGroupElement extends ProgressElement {
  protected readonly idAttribute = 'group-id';

  protected follow(baseUrl: string, id: string): () => void {
    const onStatus = (group: GroupStatus): void => {
      const { counts, progress, isReady } = group;
      this.show({ phase: group.phase, percent: progress.percent, detail: describeGroup(group) });
      this.send('progress', group);
      if (isReady && counts.succeeded === counts.total) this.send('success', group);
      else if (isReady) this.send('error', { error: errorOf(group), group });
    };
    return watchGroup(baseUrl, id, onStatus, (error) => {
      this.showError(error);
      this.send('error', { error, group: undefined });
    });
  }
}

/** The error of the first member without a result. */
function errorOf({ tasks }: GroupStatus): unknown {
  return tasks.map((task) => toTaskError(task)).find((error) => error !== undefined);
}
