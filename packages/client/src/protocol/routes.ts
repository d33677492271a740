/**
 * The one table of URLs: Django's four names, each in its noun-first and its legacy ID-first form. The client builds
 * paths from it and the server's router walks it, so a URL is spelled here and nowhere else.
 */
export type RouteName =
  | 'celery-is_task_successful'
  | 'celery-task_status'
  | 'celery-is_group_successful'
  | 'celery-group_status';

/** The keyword argument that `reverse` wants, by route. */
export type RouteArgs<N extends RouteName> = N extends 'celery-is_task_successful' | 'celery-task_status'
  ? { readonly task_id: string }
  : { readonly group_id: string };

/** Which of the two URL forms to build. Noun-first URLs are there under every Django setting. */
export type UrlStyle = 'noun-first' | 'id-first';

interface Route {
  readonly name: RouteName;
  readonly argument: 'task_id' | 'group_id';
  /** Path below the mount prefix; `<id>` is the id. */
  readonly 'noun-first': string;
  readonly 'id-first': string;
}

/** In the order Django tries them: all noun-first forms, then all ID-first forms. */
export const ROUTES: readonly Route[] = [
  route('celery-is_task_successful', 'task_id', 'task/done/<id>/', '<id>/done/'),
  route('celery-task_status', 'task_id', 'task/status/<id>/', '<id>/status/'),
  route('celery-is_group_successful', 'group_id', 'group/done/<id>/', '<id>/group/done/'),
  route('celery-group_status', 'group_id', 'group/status/<id>/', '<id>/group/status/'),
];

function route(name: RouteName, argument: Route['argument'], nounFirst: string, idFirst: string): Route {
  return { name, argument, 'noun-first': nounFirst, 'id-first': idFirst };
}

/**
 * Python's `[\w\d\-\.]+`: `\w` is every Unicode letter and number and `_`. Combining marks, emoji and `/` are not ids.
 * Proof: vectors `id-unicode`, `id-unicode-digits`, `id-decomposed`, `id-not-word`.
 */
const ID = '[\\p{L}\\p{N}_.\\-]+';
const WHOLE_ID = new RegExp(`^${ID}$`, 'u');

/** Whether Django's URL pattern takes this id. */
export function isValidId(id: string): boolean {
  return WHOLE_ID.test(id);
}

/** The pattern of one path of {@link ROUTES}, for a decoded path below the mount prefix; group 1 is the id. */
export function pathPattern(template: string): RegExp {
  return new RegExp(`^${template.replace('<id>', `(${ID})`)}$`, 'u');
}

/** No URL can be built from these arguments: Django's exception of the same name. */
export class NoReverseMatch extends Error {
  override readonly name = 'NoReverseMatch';
  readonly code = 'NO_REVERSE_MATCH';
}

/**
 * The path of a named route below the mount prefix, as Django's `reverse` writes it: non-ASCII letters percent-encoded.
 *
 * @throws {@link NoReverseMatch} for an unknown name, a missing or extra argument, or an id outside the pattern. A bad id is
 * rejected, never percent-encoded into a good one.
 * @example reverse('celery-task_status', { task_id: 'abc' }) // 'task/status/abc/'
 */
export function reverse<N extends RouteName>(name: N, args: RouteArgs<N>, style: UrlStyle = 'noun-first'): string {
  const found = ROUTES.find((one) => one.name === name);
  if (!found) throw new NoReverseMatch(`no route is named ${JSON.stringify(name)}`);
  const keys = Object.keys(args);
  const id = (args as Readonly<Record<string, unknown>>)[found.argument];
  if (keys.length !== 1 || typeof id !== 'string')
    throw new NoReverseMatch(`${name} takes exactly one text argument, ${found.argument}; got {${keys.join(', ')}}`);
  if (!isValidId(id))
    throw new NoReverseMatch(
      `${name}: ${found.argument} ${JSON.stringify(id)} is not made of letters, digits, "_", "-" and "."`,
    );
  return found[style].replace('<id>', () => encodeURIComponent(id));
}

/** What {@link match} found. */
export interface RouteMatch {
  readonly name: RouteName;
  readonly id: string;
}

/** Route and id of a decoded path below the mount prefix, or `undefined`, tried in Django's order. */
export function match(path: string, options: { readonly idFirst?: boolean } = {}): RouteMatch | undefined {
  const styles: readonly UrlStyle[] = options.idFirst === false ? ['noun-first'] : ['noun-first', 'id-first'];
  for (const style of styles) {
    for (const one of ROUTES) {
      const id = pathPattern(one[style]).exec(path)?.[1];
      if (id !== undefined) return { name: one.name, id };
    }
  }
  return undefined;
}
