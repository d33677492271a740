import type { TaskDetailV1 } from '@celery-results/client/protocol';
import type { UiLinksBody } from '@celery-results/client/protocol/ui';
import { UI_LINKS } from '@celery-results/client/protocol/ui';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { client } from '../data/client.ts';
import { UI_ROOT } from '../data/env.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { StateMark } from '../parts/state-mark.tsx';
import css from './task-header.module.css';

export function TaskHeader({ task }: { readonly task: TaskDetailV1 }): ReactNode {
  const { id, status, name, known } = task;
  return (
    <header className={css.header}>
      <div className={css.title}>
        <span className={css.state}>
          <StateMark state={status} />
        </span>
        <h1 className={css.name}>{name ?? (known ? 'a task without a stored name' : 'a task')}</h1>
        <p className={css.id}>
          <code>{id}</code>
          <CopyButton text={id} label="the id" />
        </p>
      </div>
      <div className={css.tools}>
        <CopyButton text={`AsyncResult("${id}")`} label={`AsyncResult("${id}")`}>
          AsyncResult
        </CopyButton>
        <a className={css.button} href={client.urls.taskStatus(id)} target="_blank" rel="noreferrer">
          raw JSON
        </a>
        <Links id={id} />
      </div>
    </header>
  );
}

/** Shows the operator's own links. */
function Links({ id }: { readonly id: string }): ReactNode {
  const { data } = useQuery({
    queryKey: ['links'],
    queryFn: async ({ signal }): Promise<UiLinksBody> => {
      const response = await fetch(new URL(UI_LINKS, UI_ROOT), { signal });
      if (!response.ok) throw new Error(`the links were answered with ${response.status}`);
      return (await response.json()) as UiLinksBody;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data?.links.map(({ label, url }) => (
    <a
      key={label}
      className={css.button}
      href={url.replaceAll('{id}', encodeURIComponent(id))}
      target="_blank"
      rel="noreferrer"
    >
      {label} ↗
    </a>
  ));
}
