import type { ReactNode } from 'react';
import { lookOf } from '../text/state.ts';
import css from './state-mark.module.css';

/** Shows a state by shape, word and colour. */
export function StateMark({ state, short = false }: { readonly state: string; readonly short?: boolean }): ReactNode {
  const { shape, word, tone } = lookOf(state);
  return (
    <span className={`${css.mark} ${css[tone]}`} title={state}>
      <span aria-hidden="true" className={css.shape}>
        {shape}
      </span>
      <span className={short ? 'visually-hidden' : undefined}>{word}</span>
    </span>
  );
}
