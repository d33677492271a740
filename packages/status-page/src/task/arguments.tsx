import type { TaskDetailV1 } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { Card } from '../parts/card.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import css from './arguments.module.css';
import { hintText } from './hint.ts';

/** Shows the arguments as the worker stored them: their repr in Python. */
export function Arguments({ task }: { readonly task: TaskDetailV1 }): ReactNode {
  const fields = [
    ['args', task.args],
    ['kwargs', task.kwargs],
  ] as const;
  return (
    <Card title="ARGUMENTS">
      <dl className={css.list}>
        {fields.map(([name, value]) => {
          const hint = task.hints[name];
          const text = typeof value === 'string' ? value : value === null ? null : JSON.stringify(value);
          return (
            <div key={name} className={css.row}>
              <dt>{name}</dt>
              <dd>
                {text !== null && <code className={css.value}>{text}</code>}
                {text !== null && <CopyButton text={text} label={name} />}
                {hint !== undefined && (
                  <span className={css.hint} title={hintText(hint).long}>
                    {hintText(hint).short}
                  </span>
                )}
                {text === null && hint === undefined && <span className={css.hint}>none</span>}
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}
