import { createHmac } from 'node:crypto';
import type { Context } from 'koa';
import { stateOf } from './koa/context.ts';
import { clientAddress } from './limits/client-address.ts';

/** The form in which a line of the log names the client of a request. */
export type ClientNames =
  | { readonly mode: 'none' }
  | { readonly mode: 'plain' }
  /** As hashes with a key: the same client and key give the same hash. */
  | { readonly mode: 'hash'; readonly key: string };

/** The client of a request in the log. */
export interface LoggedClient {
  readonly address?: string;
  /** The claim `sub` of a client with verified rights. */
  readonly subject?: string;
}

const HASH_CHARS = 12;
/** Largest number of cached hashes. */
const MAX_REMEMBERED = 10_000;
/** Longer names are cut before they are logged. */
const MAX_NAME_CHARS = 200;

/** Returns a function that names the client of a request. */
export function createClientNames(names: ClientNames, trustedProxies: number): (ctx: Context) => LoggedClient {
  if (names.mode === 'none') return () => ({});
  const toName = names.mode === 'plain' ? (text: string) => text.slice(0, MAX_NAME_CHARS) : createHashes(names.key);
  return (ctx) => {
    const { subject } = stateOf(ctx);
    const address = toName(clientAddress(ctx.req, trustedProxies));
    return subject === undefined ? { address } : { address, subject: toName(subject) };
  };
}

function createHashes(key: string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = createHmac('sha256', key).update(text).digest('base64url').slice(0, HASH_CHARS);
    if (known.size >= MAX_REMEMBERED) known.clear();
    known.set(text, made);
    return made;
  };
}
