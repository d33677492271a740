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
  /** The keyword argument. */
  readonly key: 'task_id' | 'group_id';
  /** Path below the mount prefix; `<id>` is the id. */
  readonly 'noun-first': string;
  readonly 'id-first': string;
}

/** In the order Django tries them: all noun-first forms, then all ID-first forms. */
export const ROUTES: readonly Route[] = (['task', 'group'] as const).flatMap((noun) => [
  route(`celery-is_${noun}_successful`, noun, 'done'),
  route(`celery-${noun}_status`, noun, 'status'),
]);

/** `task/status/<id>/` and `<id>/status/`, but `group/status/<id>/` and `<id>/group/status/`. */
function route(name: RouteName, noun: 'task' | 'group', question: 'done' | 'status'): Route {
  const path = `${noun}/${question}/`;
  return {
    name,
    key: `${noun}_id`,
    'noun-first': `${path}<id>/`,
    'id-first': `<id>/${path}`.replace('task/', ''),
  };
}

/**
 * An id is Python's `[\w\d\-\.]+`, whose `\w` is every Unicode letter and number and `_`. Combining marks, emoji and `/` are not.
 * Proof: vectors `id-unicode`, `id-unicode-digits`, `id-decomposed`, `id-not-word`.
 */
const ID = /^[\p{L}\p{N}_.-]+$/u;

/** The pattern of one path of {@link ROUTES}, for a decoded path below the mount prefix; group 1 is the id. */
export function pathPattern(template: string): RegExp {
  return new RegExp(`^${template.replace('<id>', `(${ID.source.slice(1, -1)})`)}$`, 'u');
}

/** Whether Django's URL pattern takes this id. */
export function isValidId(id: string): boolean {
  return ID.test(id);
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
  const given: Readonly<Record<string, unknown>> = args;
  for (const { name: one, key, [style]: template } of ROUTES) {
    const id = given[key];
    if (one === name && typeof id === 'string' && isValidId(id) && !Object.keys(args)[1])
      return template.replace('<id>', encodeURIComponent(id));
  }
  throw new NoReverseMatch(`no URL: ${name} ${JSON.stringify(args)}`);
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
    for (const { name, [style]: template } of ROUTES) {
      const id = pathPattern(template).exec(path)?.[1];
      if (id) return { name, id };
    }
  }
  return undefined;
}
