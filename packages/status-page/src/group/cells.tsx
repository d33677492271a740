import type { ReactNode } from 'react';
import { wholeText } from '../text/numbers.ts';
import { inOrder, lookOf } from '../text/state.ts';
import css from './cells.module.css';

/** One cell for each member up to this number; above, a cell stands for several. */
const MAX_CELLS = 1_000;

export interface CellsProps {
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

/** All members at a glance, failures first. The counts beside it say the same in words. */
export function Cells({ counts, total }: CellsProps): ReactNode {
  const each = Math.max(1, Math.ceil(total / MAX_CELLS));
  const states = inOrder(Object.keys(counts));
  return (
    <div>
      <div className={css.cells} aria-hidden="true">
        {states.flatMap((state) =>
          // what happened at all has a cell
          Array.from({ length: Math.ceil((counts[state] ?? 0) / each) }, (_, index) => (
            <span key={`${state} ${index}`} className={`${css.cell} ${css[lookOf(state).tone]}`} title={state} />
          )),
        )}
      </div>
      {each > 1 && <p className={css.note}>a cell is {wholeText(each)} members</p>}
    </div>
  );
}
