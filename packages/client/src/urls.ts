import type { CeleryUrls } from './celery-client.ts';
import { NoReverseMatch, type RouteArgs, type RouteName, reverse, type UrlStyle } from './protocol/index.ts';

/** A path, or an http(s) URL without user and password, which `fetch` refuses. */
const BASE_URL = /^(https?:\/\/[^/@]+(\/|$)|\/(?!\/)|\.{1,2}\/)[^?#\\\s]*$/i;

/** The base URL with its final slash. @throws TypeError for something that is neither a path nor an http(s) URL */
export function normaliseBaseUrl(baseUrl: string | URL): string {
  const text = String(baseUrl);
  if (!BASE_URL.test(text) || !URL.canParse(text, 'http://page'))
    // the value is left out: a password or a query may be a secret
    throw new TypeError('baseUrl should be a path like /celery/ or an http(s) URL, without query or password');
  return text.endsWith('/') ? text : `${text}/`;
}

/** Django's named routes below a base URL. */
export function createUrls(baseUrl: string, style: UrlStyle): CeleryUrls {
  const url = <N extends RouteName>(name: N, args: RouteArgs<N>): string => {
    // browsers tidy these out of a path, so another URL would be asked
    for (const id of Object.values(args))
      if (id === '.' || id === '..') throw new NoReverseMatch(`no URL: the id ${id} is tidied away`);
    return baseUrl + reverse(name, args, style);
  };
  return {
    reverse: url,
    taskStatus: (task_id) => url('celery-task_status', { task_id }),
    taskDone: (task_id) => url('celery-is_task_successful', { task_id }),
    groupStatus: (group_id) => url('celery-group_status', { group_id }),
    groupDone: (group_id) => url('celery-is_group_successful', { group_id }),
  };
}
