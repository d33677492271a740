'use client';
import { isPermanentError, type Progress, type TaskPhase, type TaskStatus, toTaskError } from '@celery-results/client';
import type { StatusOptions } from '@celery-results/query';
import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { createPersistedId, type PersistedId, type PersistPlace } from './persisted-id.ts';
import { useTaskStatus } from './use-task-status.ts';

/** The answer of the view that starts a task: the id, or JSON with the id in one of these members. */
export type StartAnswer = string | { readonly task_id: string } | { readonly taskId: string } | { readonly id: string };

/** Values that `start` may resolve with in JavaScript. */
type StartJson = Readonly<Partial<Record<'task_id' | 'taskId' | 'id', unknown>>>;

/** The second argument of `start`. */
export interface StartContext {
  /** Shows the progress of an upload, in bytes, until the task has an id. */
  readonly setProgress: (current: number, total: number) => void;
}

/** Options of {@link useStartTask}. */
export interface StartTaskOptions<TVariables, TResult = unknown, TMeta = unknown>
  extends Omit<StatusOptions<TaskStatus<TResult, TMeta>, TaskStatus<TResult, TMeta>, TResult, TMeta>, 'select'> {
  /** Sends the request that starts the task, and resolves with its answer. A rejection becomes `error`. */
  readonly start: (variables: TVariables, context: StartContext) => Promise<StartAnswer>;
  /** Keeps the id over a reload, below this name. Without a name, the task is lost on reload. */
  readonly persist?: string | undefined;
  /** Place of the id: the tab's `session` (default), `local` for all tabs, or a parameter of the page's `url`. */
  readonly persistIn?: PersistPlace | undefined;
}

/** A task that a component starts and follows. */
export interface StartedTask<TVariables, TResult = unknown, TMeta = unknown> {
  /** Starts a task. An earlier task is no longer followed, but continues to run. */
  readonly start: (variables: TVariables) => void;
  readonly id: string | null;
  readonly phase: 'idle' | 'starting' | TaskPhase;
  readonly isStarting: boolean;
  readonly task: TaskStatus<TResult, TMeta> | undefined;
  /** Progress of the upload while the task starts, then that of the task. */
  readonly progress: Progress | null;
  /** The result of a task that has succeeded. */
  readonly result: TResult | undefined;
  /** The error of `start`, of a read, or the `TaskError` of a task that ended without a result. */
  readonly error: Error | null;
  /** Removes the task from this hook, and its persisted id. */
  readonly reset: () => void;
}

/**
 * Starts a task through your own view, and follows it to its end. With `persist`, it is followed again after a reload.
 * An id that the server no longer has is removed, and the phase is `idle` again.
 *
 * @throws Error outside of a `CeleryResultsProvider`
 * @example const report = useStartTask({ start: (form: FormData) => postReport(form), persist: 'report' });
 */
export function useStartTask<TVariables = void, TResult = unknown, TMeta = unknown>({
  start,
  persist: name,
  persistIn: place,
  ...options
}: StartTaskOptions<TVariables, TResult, TMeta>): StartedTask<TVariables, TResult, TMeta> {
  const persisted = useMemo(() => createPersistedId(name, place), [name, place]);
  const [restored, setRestored] = useRestoredId(persisted);
  const [upload, setUpload] = useState<Progress | null>(null);
  const starting = useMutation({
    mutationFn: async (variables: TVariables) => {
      setUpload(null);
      const setProgress = (current: number, total: number): void => setUpload(toProgress(current, total));
      return readId(await start(variables, { setProgress }));
    },
    // also called if the component has been unmounted before
    onSuccess: persisted.write,
  });
  const id = starting.isIdle ? restored : (starting.data ?? null);
  const { data: task, error: readError } = useTaskStatus<TResult, TMeta>(id, options);

  const { isPending, reset } = starting;
  const forget = useCallback((): void => {
    persisted.write(null);
    setRestored(null);
    reset();
  }, [persisted, setRestored, reset]);
  const isStale = id && id === restored && (task?.phase === 'unknown' || isPermanentError(readError));
  useEffect(() => {
    if (isStale) forget();
  }, [isStale, forget]);

  const taskError = useMemo(() => (task?.isReady && task.phase !== 'succeeded' ? toTaskError(task) : null), [task]);
  return {
    start: starting.mutate,
    id,
    phase: isPending ? 'starting' : (id !== null && (task?.phase ?? 'pending')) || 'idle',
    isStarting: isPending,
    task,
    progress: isPending ? upload : (task?.progress ?? null),
    result: task?.phase === 'succeeded' ? task.result : undefined,
    error: starting.error ?? taskError ?? readError,
    reset: forget,
  };
}

/** Reads the persisted id after the first render, which has to be the same on a server, and when the URL changes. */
function useRestoredId(persisted: PersistedId): [string | null, (id: string | null) => void] {
  const [restored, setRestored] = useState<string | null>(null);
  useEffect(() => {
    const restore = (): void => setRestored(persisted.read());
    restore();
    addEventListener('popstate', restore);
    return () => removeEventListener('popstate', restore);
  }, [persisted]);
  return [restored, setRestored];
}

function readId(answer: StartAnswer): string {
  const { task_id, taskId, id }: StartJson = Object(answer);
  const found = task_id ?? taskId ?? id ?? answer;
  if (found && typeof found === 'string') return found;
  throw new TypeError('start has to resolve with an id, or with {task_id}');
}

function toProgress(current: number, total: number): Progress {
  return { current, total, percent: total ? Math.round((current / total) * 100) : null };
}
