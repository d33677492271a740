import type { TaskDetailV1 } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { Card } from '../parts/card.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import css from './error-card.module.css';
import { hintText } from './hint.ts';

const TITLES: Readonly<Record<string, string>> = { FAILURE: 'ERROR', RETRY: 'RETRIES AFTER', REVOKED: 'REVOKED' };

/** Shows the message of the exception, and its traceback. */
export function ErrorCard({ task }: { readonly task: TaskDetailV1 }): ReactNode {
  const { status, exc = null, traceback = null, hints } = task;
  const title = TITLES[status];
  if (title === undefined) return null;
  const error = typeof task.result === 'string' ? task.result : textOf(task.data ?? null);
  const errorHint = hints.error ?? hints.result;
  return (
    <Card title={title} tone={status === 'FAILURE' ? 'bad' : 'again'} aside={exc !== null && <code>{exc}</code>}>
      <p className={css.error}>{error ?? (errorHint ? hintText(errorHint).short : 'no message is stored')}</p>
      {traceback === null ? (
        hints.traceback !== undefined && (
          <p className={css.none} title={hintText(hints.traceback).long}>
            traceback: {hintText(hints.traceback).short}
          </p>
        )
      ) : (
        <details className={css.details} open>
          <summary>
            traceback <span className={css.none}>({traceback.trimEnd().split('\n').length} lines)</span>
          </summary>
          <div className={css.frame}>
            <CopyButton text={traceback} label="the traceback" />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard has to scroll it */}
            <section className={css.traceback} tabIndex={0} aria-label="Traceback">
              <pre>{traceback}</pre>
            </section>
          </div>
        </details>
      )}
    </Card>
  );
}

/** Returns the text of a value that a task has set instead of an exception. */
function textOf(data: unknown): string | null {
  return data === null || typeof data === 'string' ? data : JSON.stringify(data);
}
