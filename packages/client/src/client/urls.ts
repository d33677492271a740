import type { CeleryUrls } from '../model/celery-client.ts';
import { NoReverseMatch, type RouteArgs, type RouteName, reverse, type UrlStyle } from '../protocol/index.ts';

/** A path, or an http(s) URL without user and password, which `fetch` rejects. */
const BASE_URL = /^(https?:\/\/[^/@]+(\/|$)|\/(?!\/)|\.{1,2}\/)[^?#\\\s]*$/i;

/** Adds the final slash to a base URL. @throws TypeError for text that is neither a path nor an http(s) URL */
export function normaliseBaseUrl(baseUrl: string | URL): string {
  const text = String(baseUrl);
  if (!BASE_URL.test(text) || !URL.canParse(text, 'http://page'))
    // the message omits the value: a password or a query may be a secret
    throw new TypeError('baseUrl must be a path like /celery/ or an http(s) URL, without query or password');
  return text.endsWith('/') ? text : `${text}/`;
}

/** Creates the builders of Django's URLs below a base URL. */
export function createUrls(baseUrl: string, style: UrlStyle): CeleryUrls {
  const reverseUrl = <N extends RouteName>(name: N, args: RouteArgs<N>): string => {
    const path = reverse(name, args, style);
    // browsers remove these segments from a path, so the request would go to another URL
    if (/(^|\/)\.\.?\//.test(path)) throw new NoReverseMatch(`no URL: browsers remove . and .. from ${path}`);
    return baseUrl + path;
  };
  return {
    reverse: reverseUrl,
    taskStatus: (task_id) => reverseUrl('celery-task_status', { task_id }),
    taskDone: (task_id) => reverseUrl('celery-is_task_successful', { task_id }),
    groupStatus: (group_id) => reverseUrl('celery-group_status', { group_id }),
    groupDone: (group_id) => reverseUrl('celery-is_group_successful', { group_id }),
  };
}
