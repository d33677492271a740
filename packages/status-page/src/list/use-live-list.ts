import { isPermanentError } from '@celery-results/client';
import type { TaskItemV1, TaskListBody, TaskListQuery } from '@celery-results/client/protocol';
import { useTaskStatuses } from '@celery-results/react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { client } from '../data/client.ts';
import { type Filters, pinned, toQuery } from '../filters/filters.ts';
import { isFinal } from '../text/state.ts';

export const PAGE_SIZE = 50;
const LOOK_MS = 2_500;

interface Page {
  readonly query: TaskListQuery;
  readonly body: TaskListBody;
}

/** The list of a screen, with changes since its last read. */
export interface LiveList {
  readonly rows: readonly TaskItemV1[];
  /** Undefined until the first page is read. */
  readonly page: Page | undefined;
  /** Number of tasks that belong before the first row; {@link PAGE_SIZE} means this number or more. */
  readonly newer: number;
  readonly error: unknown;
  /** Whether a list of other filters is being read. */
  readonly isStale: boolean;
  /** Time of the last successful read, in milliseconds since 1970. */
  readonly readAt: number;
  /** Reads the page again. */
  reload(): void;
}

/**
 * Reads one page of the list and keeps its rows: they change in place, and new ones are only counted. States of
 * unfinished tasks arrive over the stream of events. While the list is paused, nothing changes.
 */
export function useLiveList(filters: Filters, isPaused: boolean): LiveList {
  const page = useQuery({
    queryKey: ['list', filters],
    queryFn: async ({ signal }): Promise<Page> => {
      const query = toQuery(pinned(filters, Date.now()), PAGE_SIZE);
      return { query, body: await client.listTasks(query, { signal }) };
    },
    placeholderData: keepPreviousData,
    // a page stays until the visitor opens another one: only an empty page is replaced automatically
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state: { error, data } }) => {
      if (isPaused || (error !== null && isPermanentError(error))) return false;
      return error !== null || data?.body.tasks.length === 0 ? LOOK_MS : false;
    },
  });
  const shown = page.isPlaceholderData ? undefined : page.data;
  const previous = filters.cursor === '' ? (shown?.body.previous ?? null) : null;
  const head = useQuery({
    queryKey: ['head', shown?.query, previous],
    queryFn: ({ signal }) => client.listTasks({ ...shown?.query, cursor: previous ?? '' }, { signal }),
    enabled: previous !== null && !isPaused,
    refetchInterval: ({ state: { error } }) => (error !== null && isPermanentError(error) ? false : LOOK_MS),
    gcTime: 0,
  });
  const tasks = page.data?.body.tasks ?? [];
  const live = usePatched(tasks, head.data?.tasks ?? [], () => {
    if (previous !== null) void head.refetch();
  });
  const frozen = useRef(live);
  if (!isPaused) frozen.current = live;
  return {
    rows: isPaused ? frozen.current : live,
    page: page.data,
    newer: countNewer(tasks, head.data?.tasks ?? []),
    error: page.error ?? head.error,
    isStale: page.isPlaceholderData,
    readAt: Math.max(page.dataUpdatedAt, head.dataUpdatedAt),
    reload: () => void page.refetch(),
  };
}

function countNewer(shown: readonly TaskItemV1[], newer: readonly TaskItemV1[]): number {
  const ids = new Set(shown.map(({ id }) => id));
  return newer.filter(({ id }) => !ids.has(id)).length;
}

/** Returns rows with their newest states, from a later read of the list or from the stream. */
function usePatched(
  shown: readonly TaskItemV1[],
  newer: readonly TaskItemV1[],
  onChange: () => void,
): readonly TaskItemV1[] {
  const unfinished = useMemo(() => shown.filter(({ status }) => !isFinal(status)).map(({ id }) => id), [shown]);
  const { tasks } = useTaskStatuses(unfinished);
  const pushed = tasks.map(({ id, status }) => `${id} ${status}`).join('\n');
  const changed = useRef(onChange);
  changed.current = onChange;
  // the stream has the state first, but only the list has its time and error
  useEffect(() => changed.current(), [pushed]);
  return useMemo(() => {
    const byId = new Map(newer.map((task) => [task.id, task]));
    const states = new Map(tasks.filter(({ phase }) => phase !== 'pending').map((task) => [task.id, task.status]));
    return shown.map((task) => {
      const listed = byId.get(task.id);
      if (listed) return listed;
      const status = states.get(task.id) ?? task.status;
      // the end of the task is not known yet, so its duration is unknown, too
      return status === task.status ? task : { ...task, status, exc: null, error: null, date_started: null };
    });
  }, [shown, newer, tasks]);
}
