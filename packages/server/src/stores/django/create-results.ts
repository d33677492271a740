import type { Knex } from 'knex';
import type { Serializer } from '../../codecs/serializers.ts';
import type { Decoder } from '../decode/decoder.ts';
import type { GroupReads } from '../sql/group-reads.ts';
import { createRowReader } from '../sql/read-rows.ts';
import type { RowSource } from '../sql/row-source.ts';
import type { Dialect } from '../sql/sql-location.ts';
import { createTaskResults, type TaskResults } from '../sql/sql-results.ts';
import type { TaskSources } from '../sql/task-sources.ts';
import { createExplain } from './explain-undecodable.ts';
import type { GroupRow, TaskRow } from './stored-form.ts';

export interface DjangoTaskParts {
  readonly knex: Knex;
  readonly health: Knex;
  readonly dialect: Dialect;
  readonly decoder: Decoder<TaskRow, GroupRow>;
  readonly serializer: Serializer;
  readonly tasks: TaskSources;
}

/**
 * Creates the reads of a task table. The reason of a record that cannot be decoded includes the content type of its
 * row.
 */
export function createDjangoTasks(parts: DjangoTaskParts): TaskResults {
  const { knex, health, dialect, decoder, serializer, tasks } = parts;
  const { results, check } = createTaskResults({ knex, health, dialect, decoder, reads: tasks });
  const explain = createExplain(createRowReader(knex, dialect), tasks.tasks, serializer);
  return {
    results: {
      ...results,
      tasks: async (ids, include, limits) => explain(await results.tasks(ids, include, limits)),
    },
    check,
  };
}

export interface ExplainedGroups {
  readonly knex: Knex;
  readonly dialect: Dialect;
  readonly source: RowSource;
  readonly serializer: Serializer;
}

/** The same for groups. */
export function explainingGroups(
  reads: GroupReads,
  { knex, dialect, source, serializer }: ExplainedGroups,
): GroupReads {
  const explain = createExplain(createRowReader(knex, dialect), source, serializer);
  return { ...reads, groups: async (ids) => explain(await reads.groups(ids)) };
}
