import { type ReactNode, useId } from 'react';
import css from './card.module.css';

export interface CardProps {
  readonly title: string;
  /** Content beside the title. */
  readonly aside?: ReactNode;
  readonly tone?: 'plain' | 'bad' | 'again';
  readonly children: ReactNode;
}

export function Card({ title, aside, tone = 'plain', children }: CardProps): ReactNode {
  const id = useId();
  return (
    <section aria-labelledby={id} className={`${css.card} ${css[tone]}`}>
      <header className={css.header}>
        <h2 id={id} className={css.title}>
          {title}
        </h2>
        {aside !== undefined && <div className={css.aside}>{aside}</div>}
      </header>
      <div className={css.body}>{children}</div>
    </section>
  );
}
