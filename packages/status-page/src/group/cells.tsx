import type { ReactNode } from 'react';
import { wholeText } from '../text/numbers.ts';
import { inOrder, lookOf } from '../text/state.ts';
import css from './cells.module.css';

/** Largest number of cells. Up to this number each member has a cell; above it, a cell is for several members. */
const MAX_CELLS = 1_000;

export interface CellsProps {
  readonly counts: Readonly<Record<string, number>>;
  readonly total: number;
}

/** Shows all members as cells, failures first. The counts beside it contain the same as text. */
export function Cells({ counts, total }: CellsProps): ReactNode {
  const each = Math.max(1, Math.ceil(total / MAX_CELLS));
  const states = inOrder(Object.keys(counts));
  return (
    <div>
      <div className={css.cells} aria-hidden="true">
        {states.flatMap((state) =>
          // rounded up, so that each existing state has a cell
          Array.from({ length: Math.ceil((counts[state] ?? 0) / each) }, (_, index) => (
            <span key={`${state} ${index}`} className={`${css.cell} ${css[lookOf(state).tone]}`} title={state} />
          )),
        )}
      </div>
      {each > 1 && <p className={css.note}>a cell is {wholeText(each)} members</p>}
    </div>
  );
}
