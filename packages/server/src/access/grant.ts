import { isValidId } from '@celery-results/client/protocol';
import { isObject } from '../is-object.ts';

/** What may be seen of a task besides its state, which always is. */
export type Shown = 'result' | 'error' | 'traceback' | 'args';

/** Who asks may read these tasks and groups, and nothing else. */
export interface Grant {
  readonly tasks: ReadonlySet<string>;
  /** Groups, with all their tasks. */
  readonly groups: ReadonlySet<string>;
  /** Every task and group whose id starts so. */
  readonly prefix: string | undefined;
  /** May ask which tasks there are. */
  readonly list: boolean;
  readonly shown: ReadonlySet<Shown>;
}

/** Claims that cannot be taken as they are meant: nothing is granted then. The message never has a value. */
export class InvalidClaims extends Error {
  override readonly name = 'InvalidClaims';
  readonly code = 'INVALID_CLAIMS';
}

/** What the `access` claim may name. */
export const ACCESS: readonly string[] = ['status', 'result', 'error', 'traceback', 'args'];
const SHOWN: readonly Shown[] = ['result', 'error', 'traceback', 'args'];
const DEFAULT_ACCESS = ['status', 'result', 'error'];

/** Ids of one grant: more do not fit the headers that a token travels in. */
const MOST_IDS = 1_000;

/** Claims that grant, and those that RFC 7519 registers. */
const OURS = ['tasks', 'groups', 'prefix', 'list', 'access'];
const REGISTERED = ['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'];

export interface ClaimsOptions {
  /** Whether claims of other names are taken for spelling mistakes. Login services add claims of their own. */
  readonly strict: boolean;
}

/**
 * What claims grant. An unknown value rejects all of them: half of a grant would be another one than was meant.
 *
 * @throws {@link InvalidClaims}
 */
export function parseGrant(claims: unknown, { strict }: ClaimsOptions): Grant {
  if (!isObject(claims)) throw new InvalidClaims('the claims are no object');
  const other = Object.keys(claims).find((name) => !OURS.includes(name) && !REGISTERED.includes(name));
  if (strict && other !== undefined) throw new InvalidClaims('a claim has a name that is not known');
  const { tasks = [], groups = [], prefix, list = false, access = DEFAULT_ACCESS } = claims;
  if (prefix !== undefined && !(typeof prefix === 'string' && isValidId(prefix)))
    throw new InvalidClaims('the claim prefix is not the start of an id');
  if (typeof list !== 'boolean') throw new InvalidClaims('the claim list is neither true nor false');
  const grant = { tasks: idsOf('tasks', tasks), groups: idsOf('groups', groups), prefix, list, shown: shownOf(access) };
  if (grant.tasks.size + grant.groups.size > MOST_IDS) throw new InvalidClaims(`more than ${MOST_IDS} ids are claimed`);
  return grant;
}

function idsOf(name: string, value: unknown): ReadonlySet<string> {
  const isId = (id: unknown): id is string => typeof id === 'string' && isValidId(id);
  if (Array.isArray(value) && value.every(isId)) return new Set(value);
  throw new InvalidClaims(`the claim ${name} is not an array of ids`);
}

function shownOf(value: unknown): ReadonlySet<Shown> {
  if (!Array.isArray(value) || !value.every((one) => ACCESS.includes(one)))
    throw new InvalidClaims(`the claim access is not an array out of ${ACCESS.join(', ')}`);
  return new Set(SHOWN.filter((one) => value.includes(one)));
}
