import type { Knex } from 'knex';
import { StoreUnavailable } from '../../problems/errors.ts';
import { createBatchLoader } from '../batch-loader.ts';
import type { Decoder } from '../decode/decoder.ts';
import type { ResultStore } from '../store.ts';
import { columnsOf, isReadable } from './introspect.ts';
import { createLayout, type Layout } from './layout.ts';
import { createRowReader } from './read-rows.ts';
import type { RowSource } from './row-source.ts';
import type { Dialect } from './sql-location.ts';
import { HEALTH_ID } from './sql-results.ts';
import { orUnavailable, refused } from './store-errors.ts';

export interface GroupParts<GroupRow extends object> {
  readonly knex: Knex;
  /** The connection for health checks only. */
  readonly health: Knex;
  readonly dialect: Dialect;
  readonly decoder: Pick<Decoder<never, GroupRow>, 'groups'>;
  readonly source: RowSource;
  /** Receives a warning if the table is missing when the store is opened. */
  readonly warn: (message: string) => void;
}

/** The reads of a table of groups. */
export interface GroupReads {
  readonly groups: ResultStore['groups'];
  /** Reads every column that requests read, to check that they are readable. */
  check(): Promise<void>;
}

/** The table of groups. */
interface FoundGroups extends GroupReads {
  readonly exists: boolean;
}

const NO_TABLE: FoundGroups = { exists: false, groups: async () => new Map(), check: async () => {} };

/**
 * Opens the table of groups. It has its own layout, so that tasks are still read if groups cannot be read.
 *
 * If the table never existed, no group is stored, as in early releases of django-celery-results. If it existed and was
 * removed, reads fail, since its groups are unknown.
 *
 * @throws StoreUnavailable for missing columns or rights, and for a database that does not answer
 */
export async function openGroups<GroupRow extends object>(parts: GroupParts<GroupRow>): Promise<GroupReads> {
  const { knex, source, warn } = parts;
  const reads = createGroupReads(parts);
  let wasThere = false;
  const look = async (): Promise<FoundGroups> => {
    const exists = await isReadable(knex, source);
    if (!exists && wasThere)
      throw new StoreUnavailable(`the table ${source.table} is gone: no group can be read`, { failure: 'schema' });
    wasThere = exists;
    return exists ? reads : NO_TABLE;
  };
  const first = await look().catch(refused);
  if (!first.exists) warn(`there is no table ${source.table}: every group is unknown`);
  const layout: Layout<FoundGroups> = createLayout(first, {
    look,
    isComplete: ({ exists }) => exists,
    hasGrown: async () => (await columnsOf(knex, source.table)).size > 0,
  });
  return {
    groups: (ids) => layout.use(({ groups }) => groups(ids)),
    check: () => layout.use(({ check }) => check()),
  };
}

function createGroupReads<GroupRow extends object>(parts: GroupParts<GroupRow>): FoundGroups {
  const { knex, health, dialect, decoder, source } = parts;
  const readRows = createRowReader(knex, dialect);
  const readHealth = createRowReader(health, dialect);
  const load = createBatchLoader((ids) => orUnavailable(readRows<GroupRow>(source, ids)));
  return {
    exists: true,
    groups: async (ids) => decoder.groups(ids, await load(ids)),
    check: async () => {
      await orUnavailable(readHealth(source, [HEALTH_ID]));
    },
  };
}
