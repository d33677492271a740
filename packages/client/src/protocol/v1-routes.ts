import { BATCH_PATH, EVENTS_PATH } from './v1.ts';
import { STATS_PATH } from './v1-stats.ts';
import { GROUPS_PATH, TASKS_PATH } from './v1-tasks.ts';

/** The routes that only `@celery-results/server` has. A separate subpath, so that no client bundle contains them. */

/** Prefix of these routes, below the mount prefix. */
export const V1_PATH = 'v1/';

export type V1RouteName =
  | 'v1-status'
  | 'v1-events'
  | 'v1-events-get'
  | 'v1-tasks'
  | 'v1-task'
  | 'v1-group'
  | 'v1-stats'
  | 'v1-openapi'
  | 'v1-client';

/** A route that only `@celery-results/server` has. */
export interface V1Route {
  readonly name: V1RouteName;
  readonly method: 'GET' | 'POST';
  /** Path below the mount prefix, with `<id>` for an id. */
  readonly path: string;
  /** Query parameters that the route accepts. */
  readonly parameters: readonly string[];
}

/** The table of these routes. It leaves out `GET v1/status/`: that is Django's ID-first path of a task called `v1`. */
export const V1_ROUTES: readonly V1Route[] = [
  { name: 'v1-status', method: 'POST', path: BATCH_PATH, parameters: [] },
  { name: 'v1-events', method: 'POST', path: EVENTS_PATH, parameters: [] },
  { name: 'v1-events-get', method: 'GET', path: EVENTS_PATH, parameters: ['task', 'group'] },
  {
    name: 'v1-tasks',
    method: 'GET',
    path: TASKS_PATH,
    parameters: ['status', 'name', 'worker', 'periodic', 'since', 'until', 'q', 'limit', 'cursor'],
  },
  { name: 'v1-task', method: 'GET', path: `${TASKS_PATH}<id>/`, parameters: [] },
  { name: 'v1-group', method: 'GET', path: `${GROUPS_PATH}<id>/`, parameters: ['limit', 'cursor'] },
  { name: 'v1-stats', method: 'GET', path: STATS_PATH, parameters: ['window'] },
  { name: 'v1-openapi', method: 'GET', path: 'v1/openapi.json', parameters: [] },
  { name: 'v1-client', method: 'GET', path: 'v1/client.js', parameters: [] },
];
