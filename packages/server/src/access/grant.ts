import { isValidId } from '@celery-results/client/protocol';
import { isObject } from '../lib/is-object.ts';

/** The fields of a task that a grant may make visible. The state is always visible. */
export type VisibleField = 'result' | 'error' | 'traceback' | 'args';

/** The tasks and groups that a client may read. It may read only these, also in a list of tasks. */
export interface Grant {
  readonly tasks: ReadonlySet<string>;
  /** Groups, together with all their tasks. */
  readonly groups: ReadonlySet<string>;
  /** Every task and group whose id starts with this text. */
  readonly prefix: string | undefined;
  /** Every task and group. */
  readonly all: boolean;
  /** Whether the client may list the stored ones of these tasks. */
  readonly list: boolean;
  readonly visible: ReadonlySet<VisibleField>;
}

/** Invalid claims, which grant nothing. The message never contains a value. */
export class InvalidClaims extends Error {
  override readonly name = 'InvalidClaims';
  readonly code = 'INVALID_CLAIMS';
}

/** The names that the `access` claim may contain. */
export const ACCESS: readonly string[] = ['status', 'result', 'error', 'traceback', 'args'];
const VISIBLE_FIELDS: readonly VisibleField[] = ['result', 'error', 'traceback', 'args'];
/** All fields, which everyone sees if nothing is hidden. */
export const ALL_FIELDS: ReadonlySet<VisibleField> = new Set(VISIBLE_FIELDS);
const DEFAULT_ACCESS = ['status', 'result', 'error'];

/** Largest number of ids in one grant. A token with more ids does not fit into a request header. */
const MAX_IDS = 1_000;

/** The claims that grant something. */
const GRANT_CLAIMS = ['tasks', 'groups', 'prefix', 'all', 'list', 'access'];
/** The claims that RFC 7519 registers. */
const REGISTERED_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'];

export interface ClaimsOptions {
  /**
   * Whether an unknown claim is an error. The tokens of login services contain claims of their own, which are ignored.
   */
  readonly strict: boolean;
}

/**
 * Parses claims. An unknown value makes all claims invalid: its author meant another grant.
 *
 * @throws {@link InvalidClaims}
 */
export function parseGrant(claims: unknown, { strict }: ClaimsOptions): Grant {
  if (!isObject(claims)) throw new InvalidClaims('the claims are not an object');
  const other = Object.keys(claims).find((name) => !GRANT_CLAIMS.includes(name) && !REGISTERED_CLAIMS.includes(name));
  if (strict && other !== undefined) throw new InvalidClaims('a claim has an unknown name');
  const { tasks = [], groups = [], prefix, all = false, list = false, access = DEFAULT_ACCESS } = claims;
  if (prefix !== undefined && !(typeof prefix === 'string' && isValidId(prefix)))
    throw new InvalidClaims('the claim prefix is not the start of an id');
  if (typeof list !== 'boolean') throw new InvalidClaims('the claim list is neither true nor false');
  if (typeof all !== 'boolean') throw new InvalidClaims('the claim all is neither true nor false');
  const grant = {
    tasks: idsOf('tasks', tasks),
    groups: idsOf('groups', groups),
    prefix,
    all,
    list,
    visible: visibleFields(access),
  };
  if (grant.tasks.size + grant.groups.size > MAX_IDS) throw new InvalidClaims(`more than ${MAX_IDS} ids are claimed`);
  return grant;
}

function idsOf(name: string, value: unknown): ReadonlySet<string> {
  const isId = (id: unknown): id is string => typeof id === 'string' && isValidId(id);
  if (Array.isArray(value) && value.every(isId)) return new Set(value);
  throw new InvalidClaims(`the claim ${name} is not an array of ids`);
}

function visibleFields(value: unknown): ReadonlySet<VisibleField> {
  if (!Array.isArray(value) || !value.every((one) => ACCESS.includes(one)))
    throw new InvalidClaims(`the claim access is not an array of names from ${ACCESS.join(', ')}`);
  return new Set(VISIBLE_FIELDS.filter((one) => value.includes(one)));
}
