import type { ScopedStore } from '../../access/access.ts';
import { createLruCache } from '../../lib/lru-cache.ts';
import type { View } from '../../views/view.ts';
import { type JsonResponse, toJsonResponse } from './send-json.ts';

/** A cached response. Its version is that of the stored task; undefined until it is known. */
interface CachedResponse extends JsonResponse {
  readonly version: string | undefined;
}

/** Functions that create the response for a task, and check the client's etag. */
export interface ResponseSource {
  readonly store: ScopedStore;
  readonly view: View;
  /** Returns whether the client already has the body with this entity tag. */
  isKnown(etag: string): boolean;
}

/** Returns the response for a task, from the cache if the stored task has not changed. */
export type ResponseCache = (id: string, source: ResponseSource) => Promise<JsonResponse>;

/** For smaller responses, reading the version costs as much as reading the task. */
const MIN_CACHED_BYTES = 16 * 1024;
/** Bytes of an entry in addition to its body. */
const ENTRY_BYTES = 500;

/**
 * Caches large responses until the stored tasks change. The version is read from the store every time, which costs
 * much less than reading a large result. For a body above one megabyte, only the entity tag is cached.
 *
 * @param maxBytes largest number of bytes of all entries; 0 turns the cache off
 */
export function createResponseCache(maxBytes: number): ResponseCache {
  const responses = createLruCache<CachedResponse>(maxBytes);

  async function readFirst(id: string, { store, view }: ResponseSource): Promise<JsonResponse> {
    const { parts } = await view(store, id);
    const response = await toJsonResponse(parts);
    // the next request for this task also reads the version
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

/** Returns the key of a response. Clients with different visible fields have different responses, so keys differ. */
function keyOf(id: string, { accessLevel }: ScopedStore): string {
  return `${accessLevel} ${id}`;
}
