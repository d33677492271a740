import type { TaskItemV1 } from '@celery-results/client/protocol';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { Ago } from '../parts/moment.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import { TaskId } from '../parts/task-id.tsx';
import { lookOf } from '../text/state.ts';
import css from './task-table.module.css';
import { Took } from './took.tsx';

export interface TaskTableProps {
  readonly tasks: readonly TaskItemV1[];
  /** Index of the row that the keyboard has selected; -1 for none. */
  readonly current?: number;
  readonly onCurrent?: (index: number) => void;
  readonly label?: string;
}

/** Shows tasks in rows; on a narrow page, as cards. */
export function TaskTable({ tasks, current = -1, onCurrent, label = 'Tasks' }: TaskTableProps): ReactNode {
  return (
    <div className={css.frame}>
      <table className={css.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Name</th>
            <th scope="col">Id</th>
            <th scope="col">Worker</th>
            <th scope="col" className={css.number}>
              Took
            </th>
            <th scope="col" className={css.number}>
              Changed
            </th>
          </tr>
        </thead>
        <tbody>
          {tasks.map((task, index) => (
            <Row
              key={task.id}
              task={task}
              isCurrent={index === current}
              onCurrent={onCurrent && (() => onCurrent(index))}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly task: TaskItemV1;
  readonly isCurrent: boolean;
  readonly onCurrent?: (() => void) | undefined;
}

function Row({ task, isCurrent, onCurrent }: RowProps): ReactNode {
  const [, navigate] = useLocation();
  const row = useRef<HTMLTableRowElement>(null);
  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const url = `/tasks/${encodeURIComponent(task.id)}/`;
  const { tone } = lookOf(task.status);
  return (
    // the link in the row does the same for the keyboard
    <tr
      ref={row}
      className={isCurrent ? `${css.row} ${css.current}` : css.row}
      aria-current={isCurrent || undefined}
      data-state={task.status}
      onClick={(event) => {
        onCurrent?.();
        const isText = document.getSelection()?.isCollapsed === false;
        if (!isText && !(event.target as Element).closest('a, button')) navigate(url);
      }}
    >
      <td className={css.state}>
        <StateMark state={task.status} />
      </td>
      <td className={css.name}>
        <Link href={url} className={css.link}>
          {task.name ?? <span className={css.none}>no name stored</span>}
        </Link>
        {task.error !== null && <div className={`${css.error} ${tone === 'bad' ? css.bad : ''}`}>{task.error}</div>}
        {task.error === null && task.periodic !== null && <div className={css.error}>every: {task.periodic}</div>}
      </td>
      <td className={css.id}>
        <TaskId id={task.id} />
      </td>
      <td className={css.worker}>{task.worker ?? <span className={css.none}>–</span>}</td>
      <td className={css.number}>
        <Took task={task} />
      </td>
      <td className={`${css.number} ${css.changed}`}>
        <Ago at={task.date_done} />
      </td>
    </tr>
  );
}
