import type { Serializer } from '../../codecs/serializers.ts';
import { collectGarbage } from '../../lib/collect-garbage.ts';
import { forEachYielding } from '../../lib/for-each-yielding.ts';
import { StoreConfigError } from '../../problems/errors.ts';
import { createBatchLoader, type LoadMany } from '../batch-loader.ts';
import { createDecoder } from '../decode/decoder.ts';
import type { FullRowLoader } from '../decode/large-reads.ts';
import { MAX_WIDE_IDS, rowBytes } from '../read-size.ts';
import type { Include, OpenedStore, ResultStore } from '../store.ts';
import type { StoreOptions } from '../store-kind.ts';
import { noTaskIndex } from '../task-index.ts';
import { NO_GROUP } from '../task-numbers.ts';
import { type Keys, keysOf } from './keys.ts';
import { createLargeReader } from './large-row.ts';
import { openLink, type RedisLink } from './link.ts';
import { readChord } from './read-chord.ts';
import { readInChunks } from './read-in-chunks.ts';
import { CHUNK_BYTES, createValueReader, readLengths, WRONG_TYPE } from './read-values.ts';
import { readVersions } from './read-versions.ts';
import type { RedisLocation } from './redis-location.ts';
import { storedForm } from './stored-form.ts';
import { partialRow, type StoredRow, toRow } from './stored-row.ts';
import { createRedisChanges } from './watch-changes.ts';

/** The id that the health check reads. No task has it. */
const HEALTH_ID = 'readyz';
const NO_INDEX = 'Redis keeps no index of its tasks, and a list would read every key; ask for a task by its id';

/** Milliseconds for a connection and an answer. */
const TIMEOUT_MS = 2_000;

/**
 * Opens the results that Celery's Redis backend stores.
 *
 * @throws StoreConfigError for a login, a database or rights that Redis refuses
 * @throws StoreUnavailable if Redis does not answer
 */
export async function openRedisStore(location: RedisLocation, options: StoreOptions = {}): Promise<OpenedStore> {
  const { timeout = TIMEOUT_MS, observer, serializer = 'json', sentinelMaster: master } = options;
  const keys = keysOf(options.keyPrefix);
  const decoder = await createDecoder(storedForm, options);
  let link: RedisLink | undefined;
  try {
    link = await openLink(location, { timeout, master, observer });
    await checkRights(link, keys);
    const results = createResults({ link, keys, serializer, decoder });
    const { pollInterval: backstop, warn } = options;
    const changes = createRedisChanges({ location, keys, timeout, master, backstop, warn });
    const opened = link;
    return {
      results,
      changes,
      index: noTaskIndex(NO_INDEX, async (id) => ({ ...NO_GROUP, left: await readChord(opened, keys, id) })),
      // all requests share the connection, so the check uses it, too
      check: async () => {
        await results.tasks([HEALTH_ID]);
      },
      close: async () => {
        changes.close();
        await decoder.close();
        opened.close();
      },
    };
  } catch (error) {
    link?.close();
    await decoder.close();
    throw error;
  }
}

/** Reads one key to check the rights: a login succeeds without them. */
async function checkRights(link: RedisLink, keys: Keys): Promise<void> {
  try {
    await createValueReader(link).read([keys.task(HEALTH_ID)]);
  } catch (error) {
    const message = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    if (message.startsWith('MOVED') || message.startsWith('CROSSSLOT'))
      throw new StoreConfigError('this Redis is a cluster, which Celery does not support as a result backend either', {
        cause: error,
      });
    if (message.startsWith('NOPERM'))
      throw new StoreConfigError(
        'the user of the store URL may not read the keys of results: see the ACL in docs/deploying.md',
        { cause: error },
      );
    throw error;
  }
}

interface ResultParts {
  readonly link: RedisLink;
  readonly keys: Keys;
  readonly serializer: Serializer;
  readonly decoder: Awaited<ReturnType<typeof createDecoder<StoredRow, StoredRow>>>;
}

function createResults({ link, keys, serializer, decoder }: ResultParts): ResultStore {
  const loadTasks = createRowLoader(link, keys.task, serializer);
  const loadGroups = createRowLoader(link, keys.group, serializer);
  const loadVersions = createBatchLoader((ids) => readVersions(link, keys, storableIds(ids)));
  const fullTasks = createFullRowLoader(link, keys.task, serializer);
  const fullGroups = createFullRowLoader(link, keys.group, serializer);
  return {
    tasks: async (ids, include, limits) =>
      decoder.tasks(ids, including(await loadTasks(ids), ids, include), fullTasks, limits),
    groups: async (ids) => decoder.groups(ids, await completed(await loadGroups(ids), ids, fullGroups)),
    versions: async (ids) => {
      const all = await loadVersions(ids);
      const versions = new Map<string, string>();
      for (const id of ids) {
        const version = all.get(id);
        if (version !== undefined) versions.set(id, version);
      }
      return versions;
    },
  };
}

/** Creates a loader that combines simultaneous reads. An id has no row if its key is missing or its value is empty. */
function createRowLoader(link: RedisLink, key: (id: string) => string, serializer: Serializer): LoadMany<StoredRow> {
  const reader = createValueReader(link);
  return createBatchLoader(async (ids) => {
    const storable = storableIds(ids);
    // the more values, the smaller the limit for each: a thousand values of a megabyte would fill the heap
    const maxBytes = storable.length <= MAX_WIDE_IDS ? CHUNK_BYTES : rowBytes(storable.length);
    const chunks = await reader.read(storable.map(key), maxBytes);
    const partial: StoredRow[] = [];
    const rows = new Map<string, StoredRow>();
    await forEachYielding(chunks.entries(), ([index, chunk]) => {
      const id = storable[index] ?? '';
      if (chunk === WRONG_TYPE) rows.set(id, { id, value: '', reason: NO_STRING });
      else if (chunk.length === maxBytes) partial.push(partialRow(id, chunk, serializer));
      else if (chunk.length > 0) rows.set(id, toRow(id, chunk, serializer));
    });
    if (partial.length === 0) return rows;
    const lengths = await readLengths(
      link,
      partial.map(({ id }) => key(id)),
    );
    for (const [index, row] of partial.entries()) rows.set(row.id, { ...row, leftOut: lengths[index] ?? 0 });
    return rows;
  });
}

const NO_STRING = { encoding: 'redis', message: 'the key holds no string' };

/** Returns the ids that Celery can store: Python cannot encode a lone surrogate. */
function storableIds(ids: readonly string[]): readonly string[] {
  return ids.every((id) => id.isWellFormed()) ? ids : ids.filter((id) => id.isWellFormed());
}

/** Creates a loader of large values. All readers of a value share one read. */
function createFullRowLoader(
  link: RedisLink,
  key: (id: string) => string,
  serializer: Serializer,
): FullRowLoader<StoredRow> {
  const loading = new WeakMap<StoredRow, Promise<StoredRow | undefined>>();
  const read = async ({ id, include }: StoredRow): Promise<StoredRow | undefined> => {
    collectGarbage();
    const reader = await readInChunks(link, key(id), () => createLargeReader(serializer));
    const row = reader?.row(id);
    return row === undefined || include === undefined ? row : { ...row, include };
  };
  return {
    isComplete: ({ leftOut }) => leftOut === undefined,
    leftOut: ({ leftOut = 0 }) => leftOut,
    // a text begins with its state
    isOmittable: ({ value }) => typeof value === 'string',
    maxTogether: ({ leftOut = 0 }) => (leftOut > CHUNK_BYTES ? 1 : MAX_WIDE_IDS),
    load: (rows) =>
      Promise.all(
        rows.map((row) => {
          const running = loading.get(row) ?? read(row);
          loading.set(row, running);
          return running;
        }),
      ),
  };
}

function including(
  rows: ReadonlyMap<string, StoredRow>,
  ids: readonly string[],
  include: Include | undefined,
): ReadonlyMap<string, StoredRow> {
  if (include === undefined) return rows;
  const included = new Map<string, StoredRow>();
  for (const id of ids) {
    const row = rows.get(id);
    if (row !== undefined) included.set(id, { ...row, include });
  }
  return included;
}

/** Loads the rest of rows whose value is larger than a chunk, such as a group of more than a million members. */
async function completed(
  rows: ReadonlyMap<string, StoredRow>,
  ids: readonly string[],
  loader: FullRowLoader<StoredRow>,
): Promise<ReadonlyMap<string, StoredRow>> {
  const partial = ids.filter((id) => rows.get(id)?.leftOut !== undefined);
  if (partial.length === 0) return rows;
  const complete = new Map(rows);
  for (const id of partial) {
    const row = rows.get(id);
    const [full] = row ? await loader.load([row]) : [];
    if (full) complete.set(id, full);
    else complete.delete(id);
  }
  return complete;
}
