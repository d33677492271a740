import type { CeleryUrls } from './celery-client.ts';
import { NoReverseMatch, type RouteArgs, type RouteName, reverse, type UrlStyle } from './protocol/index.ts';

/** The base URL with its final slash. @throws TypeError for something that is neither a path nor an http(s) URL */
export function normaliseBaseUrl(baseUrl: string | URL): string {
  const text = String(baseUrl);
  if (/[?#]/.test(text) || !/^(https?:\/\/[^/]|\/(?!\/)|\.{1,2}\/)/.test(text))
    throw new TypeError(
      `baseUrl should be a path like /celery/ or an http(s) URL without query; got ${JSON.stringify(text)}`,
    );
  return text.endsWith('/') ? text : `${text}/`;
}

/** Django's named routes below a base URL. */
export function createUrls(baseUrl: string, style: UrlStyle): CeleryUrls {
  const url = <N extends RouteName>(name: N, args: RouteArgs<N>): string =>
    baseUrl + reverse(name, askable(args), style);
  return {
    reverse: url,
    taskStatus: (task_id) => url('celery-task_status', { task_id }),
    taskDone: (task_id) => url('celery-is_task_successful', { task_id }),
    groupStatus: (group_id) => url('celery-group_status', { group_id }),
    groupDone: (group_id) => url('celery-is_group_successful', { group_id }),
  };
}

/** Browsers tidy `.` and `..` out of a path, so another URL would be asked. */
function askable<A extends object>(args: A): A {
  for (const id of Object.values(args))
    if (id === '.' || id === '..')
      throw new NoReverseMatch(`the id ${JSON.stringify(id)} cannot be asked for: URLs are tidied of it`);
  return args;
}
