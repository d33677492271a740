import type { ScopedStore } from '../../access/access.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import type { View } from '../../views/view.ts';
import { type JsonResponse, toJsonResponse } from './send-json.ts';

/** A cached response. The version is that of the stored task, once it is known. */
interface CachedResponse extends JsonResponse {
  readonly version: string | undefined;
}

/** How the response for a task is made, and what the client has of it. */
export interface ResponseSource {
  readonly store: ScopedStore;
  readonly view: View;
  /** Whether the client has the body with this entity tag already. */
  isKnown(etag: string): boolean;
}

/** Returns the response for a task, from the cache where the stored task is still the same. */
export type ResponseCache = (id: string, source: ResponseSource) => Promise<JsonResponse>;

/** For smaller responses, reading the version costs as much as reading the task. */
const MIN_CACHED_BYTES = 16 * 1024;
/** Bytes that an entry counts for besides its body. */
const ENTRY_BYTES = 500;

/**
 * Caches large responses for as long as the stored tasks stay the same. The store is asked for the version every time,
 * which costs a small part of what reading a large result does. Of a body above one megabyte only the entity tag is
 * cached.
 *
 * @param maxBytes bytes of all entries; 0 turns the cache off
 */
export function createResponseCache(maxBytes: number): ResponseCache {
  const responses = createLruCache<CachedResponse>(maxBytes);

  async function readFirst(id: string, { store, view }: ResponseSource): Promise<JsonResponse> {
    const { parts } = await view(store, id);
    const response = await toJsonResponse(parts);
    // the next request for it reads the version, too
    if (response.length > MIN_CACHED_BYTES) put(keyOf(id, store), response, undefined);
    return response;
  }

  async function readAgain(id: string, { store, view }: ResponseSource): Promise<JsonResponse> {
    const { parts, version } = await view(store, id, { version: true });
    const response = await toJsonResponse(parts);
    if (response.length > MIN_CACHED_BYTES) put(keyOf(id, store), response, version);
    else responses.delete(keyOf(id, store));
    return response;
  }

  function put(key: string, { etag, length, body }: JsonResponse, version: string | undefined): void {
    const isWhole = typeof body === 'string' || body instanceof Buffer;
    if (version === undefined || !isWhole) responses.set(key, { etag, length, version }, { size: ENTRY_BYTES });
    else responses.set(key, { etag, length, version, body }, { size: ENTRY_BYTES + body.length });
  }

  async function revalidate(id: string, source: ResponseSource, cached: CachedResponse): Promise<JsonResponse> {
    const isUsable = cached.version !== undefined && (cached.body !== undefined || source.isKnown(cached.etag));
    const version = isUsable ? (await source.store.versions([id])).get(id) : undefined;
    return version !== undefined && version === cached.version ? cached : readAgain(id, source);
  }

  return (id, source) => {
    const cached = responses.get(keyOf(id, source.store));
    return cached ? revalidate(id, source, cached) : readFirst(id, source);
  };
}

/** Clients that may see different fields have different responses, which would replace each other under one key. */
function keyOf(id: string, { accessLevel }: ScopedStore): string {
  return `${accessLevel} ${id}`;
}
