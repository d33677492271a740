import { BATCH_PATH } from './v1.ts';

/** The routes that Django does not have, for who serves them: a subpath of its own, since no client but the batch's asks for one. */

/** What all of them begin with, below the mount prefix. */
export const V1_PATH = 'v1/';

export type V1RouteName = 'v1-status' | 'v1-openapi';

/** A route that Django does not have. */
export interface V1Route {
  readonly name: V1RouteName;
  readonly method: 'GET' | 'POST';
  /** Below the mount prefix. */
  readonly path: string;
}

/** The table of these routes. `GET v1/status/` is not in it: that is Django's ID-first path of a task called `v1`. */
export const V1_ROUTES: readonly V1Route[] = [
  { name: 'v1-status', method: 'POST', path: BATCH_PATH },
  { name: 'v1-openapi', method: 'GET', path: 'v1/openapi.json' },
];
