import type { GroupDetailV1, NestedGroupV1, TaskItemV1 } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { TaskTable } from '../list/task-table.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { wholeText } from '../text/numbers.ts';
import { shortId } from '../text/short-id.ts';
import { inOrder, readyOf } from '../text/state.ts';
import css from './members.module.css';

export interface MembersProps {
  readonly group: GroupDetailV1;
  /** As far as they were read. */
  readonly members: readonly TaskItemV1[];
}

/** The members of a group. Each nested group is a part of its own, below those that are in none. */
export function Members({ group: { groups }, members }: MembersProps): ReactNode {
  const direct = members.filter((_, at) => !groups.some(({ offset, total }) => at >= offset && at < offset + total));
  return (
    <>
      {direct.length > 0 && <TaskTable tasks={direct} label="Members" />}
      {groups.map((nested) => (
        <Nested
          key={nested.offset}
          group={nested}
          members={members.slice(nested.offset, nested.offset + nested.total)}
        />
      ))}
    </>
  );
}

function Nested({
  group: { id, total, counts },
  members,
}: {
  readonly group: NestedGroupV1;
  readonly members: readonly TaskItemV1[];
}): ReactNode {
  return (
    <details className={css.nested} open={members.length > 0}>
      <summary className={css.summary}>
        <strong>Group</strong> {id !== null && <code title={id}>{shortId(id)}</code>}
        <span>
          {wholeText(readyOf(counts))} of {wholeText(total)} ready
        </span>
        <span className={css.counts}>
          {inOrder(Object.keys(counts)).map((state) => (
            <span key={state}>
              <StateMark state={state} /> {wholeText(counts[state] ?? 0)}
            </span>
          ))}
        </span>
      </summary>
      {members.length > 0 ? (
        <TaskTable tasks={members} label={`Members of ${id ?? 'a nested group'}`} />
      ) : (
        <p className={css.note}>Its members are on a later page.</p>
      )}
    </details>
  );
}
