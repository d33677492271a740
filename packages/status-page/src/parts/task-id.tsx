import type { ReactNode } from 'react';
import { shortId } from '../text/short-id.ts';
import { CopyButton } from './copy-button.tsx';
import css from './task-id.module.css';

/** Shows an id that is shortened in the middle, and copies the complete id. */
export function TaskId({ id }: { readonly id: string }): ReactNode {
  return (
    <span className={css.id}>
      <code title={id}>{shortId(id)}</code>
      <CopyButton text={id} label={`id ${id}`} />
    </span>
  );
}
