/**
 * Names of Django's four URLs. {@link ROUTES} is the only table of their paths: the client builds URLs from it, and
 * the server's router matches them against it.
 */
export type RouteName =
  | 'celery-is_task_successful'
  | 'celery-task_status'
  | 'celery-is_group_successful'
  | 'celery-group_status';

/** The keyword argument of {@link reverse}, by route: `task_id` or `group_id`. */
export type RouteArgs<N extends RouteName> = N extends 'celery-is_task_successful' | 'celery-task_status'
  ? { readonly task_id: string }
  : { readonly group_id: string };

/** The form of a URL. Django serves noun-first URLs under every setting; ID-first URLs can be turned off. */
export type UrlStyle = 'noun-first' | 'id-first';

interface Route {
  readonly name: RouteName;
  /** Name of the keyword argument. */
  readonly key: 'task_id' | 'group_id';
  /** Path below the mount prefix; `<id>` is replaced by the id. */
  readonly 'noun-first': string;
  readonly 'id-first': string;
}

/** The four routes in Django's order. Django tries all noun-first forms, then all ID-first forms. */
export const ROUTES: readonly Route[] = (['task', 'group'] as const).flatMap((noun) => [
  createRoute(`celery-is_${noun}_successful`, noun, 'done'),
  createRoute(`celery-${noun}_status`, noun, 'status'),
]);

/** Creates a route: `task/status/<id>/` and `<id>/status/`, but `group/status/<id>/` and `<id>/group/status/`. */
function createRoute(name: RouteName, noun: 'task' | 'group', view: 'done' | 'status'): Route {
  const path = `${noun}/${view}/`;
  return {
    name,
    key: `${noun}_id`,
    'noun-first': `${path}<id>/`,
    'id-first': `<id>/${path}`.replace('task/', ''),
  };
}

/**
 * Django's pattern of an id, `[\w\d\-\.]+`. Python's `\w` matches Unicode letters and numbers and `_`, but not
 * combining marks or emoji. Proof: vectors `id-unicode`, `id-unicode-digits`, `id-decomposed`, `id-not-word`.
 */
const ID = /^[\p{L}\p{N}_.-]+$/u;

/** Returns the pattern of a path of {@link ROUTES}, for decoded paths below the mount prefix. Group 1 is the id. */
export function pathPattern(template: string): RegExp {
  return new RegExp(`^${template.replace('<id>', `(${ID.source.slice(1, -1)})`)}$`, 'u');
}

/** Returns whether Django's URL pattern matches this id. */
export function isValidId(id: string): boolean {
  return ID.test(id);
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && isValidId(value);
}

/** No URL can be built from these arguments. Named after Django's exception. */
export class NoReverseMatch extends Error {
  override readonly name = 'NoReverseMatch';
  readonly code = 'NO_REVERSE_MATCH';
}

/**
 * Builds the path of a named route below the mount prefix, as Django's `reverse` does. Non-ASCII letters are
 * percent-encoded.
 *
 * @throws {@link NoReverseMatch} for an unknown name, a missing or extra argument, or an id outside Django's pattern.
 * Such an id is not percent-encoded, since Django would decode it and find no route.
 * @example reverse('celery-task_status', { task_id: 'abc' }) // 'task/status/abc/'
 */
export function reverse<N extends RouteName>(name: N, args: RouteArgs<N>, style: UrlStyle = 'noun-first'): string {
  const values: Readonly<Record<string, unknown>> = args;
  for (const { name: routeName, key, [style]: template } of ROUTES) {
    const id = values[key];
    if (routeName === name && isId(id) && !Object.keys(args)[1])
      return template.replace('<id>', encodeURIComponent(id));
  }
  const [id, ...others] = Object.values(values);
  const noun = name.includes('task') ? 'task' : 'group';
  if (others.length === 0 && !isId(id))
    throw new NoReverseMatch(`${JSON.stringify(id)} is no ${noun} id: Django's URLs take letters, digits, _, - and .`);
  throw new NoReverseMatch(`no URL: ${name} ${JSON.stringify(args)}`);
}

/** Result of {@link match}. */
export interface RouteMatch {
  readonly name: RouteName;
  readonly id: string;
}

/** Finds route and id of a decoded path below the mount prefix, in Django's order. Undefined without a match. */
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
