import { RESULT_BYTES, type RowSource } from './row-source.ts';
import { VERSION } from './versions.ts';

/** The reads of a table of tasks. All select the same rows, with other columns. */
export interface TaskSources {
  /** The read that every answer needs. */
  readonly tasks: RowSource;
  readonly detailed: RowSource;
  readonly versioned: RowSource;
  readonly versions: RowSource;
  readonly full: RowSource;
  readonly hasVersions: boolean;
  /** Whether the table has every column of details. */
  readonly isComplete: boolean;
}

/** What a table was found to have beside the columns of {@link TaskSources.tasks}. */
export interface MoreColumns {
  readonly detailColumns: readonly string[];
  readonly extraColumns: readonly string[];
  readonly hasVersions: boolean;
  readonly isComplete: boolean;
}

/** Derives the other reads of a table from the read that every answer needs. */
export function taskSources(
  tasks: RowSource,
  { detailColumns, extraColumns, hasVersions, isComplete }: MoreColumns,
): TaskSources {
  const version = hasVersions ? [VERSION] : [];
  const { columns } = tasks;
  // a fast path knows the columns of `tasks` only
  const others = { ...tasks, rowMaker: undefined };
  return {
    tasks,
    detailed: { ...others, name: 'details', columns: [...columns, ...detailColumns] },
    versioned: { ...others, name: 'versioned', columns: [...columns, ...version] },
    versions: { ...others, name: 'versions', columns: [tasks.id, ...version], large: undefined },
    full: { ...others, name: 'full', columns: [...columns, ...detailColumns, ...extraColumns, RESULT_BYTES] },
    hasVersions,
    isComplete,
  };
}
