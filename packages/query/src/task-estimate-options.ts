import type { CeleryClient, TaskStatus } from '@celery-results/client';
import type { DataTag, Query } from '@tanstack/query-core';
import { celeryKeys, type Key } from './celery-keys.ts';
import { checkMilliseconds } from './check-milliseconds.ts';
import { findQuery } from './keep-error.ts';
import { clientOf, hasId, type Id } from './status-options.ts';
import { addStatus, estimate, NO_HISTORY, type TaskEstimate, type TaskHistory } from './task-estimate.ts';

/** Options of {@link taskEstimateOptions}. */
export interface EstimateOptions {
  /** Milliseconds without a change after which `isStalled` is true, 1 or more. Default: never. */
  readonly stalledAfter?: number | undefined;
  /** Time at which the task was started, in milliseconds since 1970. Default: see {@link TaskEstimate.elapsed}. */
  readonly startedAt?: number | undefined;
}

/** TanStack query options of an estimate. */
export interface EstimateQueryOptions {
  readonly queryKey: DataTag<readonly [...Key<'estimate'>, EstimateOptions], TaskEstimate, Error>;
  readonly queryFn: (context: { readonly client: object }) => TaskEstimate;
  readonly refetchInterval: (query: { readonly state: { readonly data: TaskEstimate | undefined } }) => number | false;
  readonly staleTime: number;
  /** The estimate continues without a network, since it sends no requests. */
  readonly networkMode: 'always';
  readonly enabled: boolean;
}

const TICK_MS = 1_000;

/** The history of each task, by the query of its status. */
const HISTORIES = new WeakMap<Query, TaskHistory>();

/**
 * Creates query options of the elapsed and the remaining time of a task, computed every second until the task is final.
 * They send no request: another query of the page has to follow the task, such as `taskStatusOptions`.
 *
 * @throws RangeError for a `stalledAfter` or `startedAt` that is not a number of milliseconds
 */
export function taskEstimateOptions(client: CeleryClient, id: Id, options: EstimateOptions = {}): EstimateQueryOptions {
  const { stalledAfter, startedAt } = options;
  checkMilliseconds('stalledAfter', stalledAfter, 1);
  checkMilliseconds('startedAt', startedAt, 0);
  const known = hasId(id) ? id : null;
  const queryKey = [...celeryKeys.estimate(client, known), { stalledAfter, startedAt }] as const;
  return {
    queryKey: queryKey as EstimateQueryOptions['queryKey'],
    queryFn: (context) => {
      const query = findQuery(clientOf(context), celeryKeys.task(client, known));
      const { dataUpdatedAt = 0, errorUpdatedAt = 0 } = query?.state ?? {};
      const now = errorUpdatedAt > dataUpdatedAt ? dataUpdatedAt : Date.now();
      return estimate(updateHistory(query), { now, startedAt, stalledAfter });
    },
    refetchInterval: ({ state: { data } }) => (data?.remaining === 0 ? false : TICK_MS),
    staleTime: 0,
    networkMode: 'always',
    enabled: known !== null,
  };
}

function updateHistory(query: Query | undefined): TaskHistory {
  const task = query?.state.data as TaskStatus | undefined;
  if (!query || !task) return NO_HISTORY;
  const history = addStatus(HISTORIES.get(query) ?? NO_HISTORY, task, query.state.dataUpdatedAt);
  HISTORIES.set(query, history);
  return history;
}
