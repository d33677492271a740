import { RESULT_BYTES, type RowSource } from './row-source.ts';
import { VERSION } from './versions.ts';

/** The reads of a table of tasks. All select the same rows, with other columns. */
export interface TaskSources {
  /** The columns that every answer needs. */
  readonly tasks: RowSource;
  readonly detailed: RowSource;
  readonly versioned: RowSource;
  readonly versions: RowSource;
  readonly full: RowSource;
  readonly hasVersions: boolean;
  /** Whether the table has every column of details. */
  readonly isComplete: boolean;
}

/** The columns of a table besides those of {@link TaskSources.tasks}. */
export interface MoreColumns {
  readonly detailColumns: readonly string[];
  readonly extraColumns: readonly string[];
  readonly hasVersions: boolean;
  readonly isComplete: boolean;
}

/** Derives the other reads of a table from {@link TaskSources.tasks}. */
export function taskSources(
  tasks: RowSource,
  { detailColumns, extraColumns, hasVersions, isComplete }: MoreColumns,
): TaskSources {
  const version = hasVersions ? [VERSION] : [];
  const { columns } = tasks;
  // the fast path only knows the columns of `tasks`
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
