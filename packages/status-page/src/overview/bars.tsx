import type { ReactNode } from 'react';
import { inOrder, lookOf } from '../text/state.ts';
import { clockText } from '../text/time.ts';
import css from './chart.module.css';
import { type Column, roundUp } from './minutes.ts';
import { Scale } from './scale.tsx';

const WIDTH = 720;
const HEIGHT = 180;

/** Changes by minute, stacked by state: success below, failures on top. The last minute has not ended. */
export function Bars({ columns }: { readonly columns: readonly Column[] }): ReactNode {
  const top = roundUp(Math.max(...columns.map(({ total }) => total)));
  const step = WIDTH / columns.length;
  const width = Math.max(1, step - (step > 6 ? 2 : 0.5));
  return (
    <figure className={css.figure}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={css.svg} role="img" aria-label="Changes by minute">
        <Scale top={top} width={WIDTH} height={HEIGHT} textOf={String} />
        {columns.map((column, index) => {
          let y = HEIGHT;
          const isLast = index === columns.length - 1;
          return (
            <g key={column.at} className={isLast ? css.unfinished : undefined}>
              <title>{titleOf(column)}</title>
              <rect x={index * step} y={0} width={step} height={HEIGHT} className={css.hit} />
              {inOrder(Object.keys(column.states))
                .toReversed()
                .map((state) => {
                  const height = ((column.states[state] ?? 0) / top) * HEIGHT;
                  y -= height;
                  const x = index * step;
                  return (
                    <rect key={state} x={x} y={y} width={width} height={height} className={css[lookOf(state).tone]} />
                  );
                })}
            </g>
          );
        })}
      </svg>
      <Axis columns={columns} />
      <HiddenTable caption="Changes by minute" columns={columns} />
    </figure>
  );
}

function titleOf({ at, states }: Column): string {
  const parts = inOrder(Object.keys(states)).map((state) => `${lookOf(state).word} ${states[state]}`);
  return `${clockText(new Date(at).toISOString(), false)}\n${parts.length === 0 ? 'nothing' : parts.join('\n')}`;
}

export function Axis({ columns }: { readonly columns: readonly Column[] }): ReactNode {
  const text = (at: number | undefined): string =>
    at === undefined
      ? ''
      : new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return (
    <div className={css.axis} aria-hidden="true">
      <span>{text(columns[0]?.at)}</span>
      <span>{text(columns[Math.floor(columns.length / 2)]?.at)}</span>
      <span>now</span>
    </div>
  );
}

/** The same numbers for people who do not see the chart. */
function HiddenTable({
  caption,
  columns,
}: {
  readonly caption: string;
  readonly columns: readonly Column[];
}): ReactNode {
  return (
    <table className="visually-hidden">
      <caption>{caption}</caption>
      <tbody>
        {columns
          .filter(({ total }) => total > 0)
          .map((column) => (
            <tr key={column.at}>
              <th scope="row">{clockText(new Date(column.at).toISOString(), false)}</th>
              <td>{titleOf(column).split('\n').slice(1).join(', ')}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
