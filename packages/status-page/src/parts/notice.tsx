import type { ReactNode } from 'react';
import css from './notice.module.css';

export interface NoticeProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly tone?: 'plain' | 'bad' | 'again';
}

/** Shows why there is no data, and the next step. An error looks different from an empty list. */
export function Notice({ title, children, tone = 'plain' }: NoticeProps): ReactNode {
  return (
    <div className={`${css.notice} ${css[tone]}`} role={tone === 'bad' ? 'alert' : undefined}>
      <h2 className={css.title}>{title}</h2>
      <div className={css.body}>{children}</div>
    </div>
  );
}
