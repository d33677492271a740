import type { ReactNode } from 'react';
import { inOrder, lookOf } from '../text/state.ts';
import css from './chart.module.css';
import { type Column, roundUp } from './columns.ts';
import { Scale } from './scale.tsx';

const WIDTH = 720;
const HEIGHT = 180;

/** Shows changes by step, stacked by state: success below, failures on top. The last step is incomplete. */
export function Bars({ columns }: { readonly columns: readonly Column[] }): ReactNode {
  const top = roundUp(Math.max(...columns.map(({ total }) => total)));
  const step = WIDTH / columns.length;
  const width = Math.max(1, step - (step > 6 ? 2 : 0.5));
  return (
    <figure className={css.figure}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={css.svg} role="img" aria-label="Changes over time">
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
      <HiddenTable caption="Changes over time" columns={columns} />
    </figure>
  );
}

function titleOf({ at, states }: Column): string {
  const parts = inOrder(Object.keys(states)).map((state) => `${lookOf(state).word} ${states[state]}`);
  return `${momentOf(at)}\n${parts.length === 0 ? 'nothing' : parts.join('\n')}`;
}

function momentOf(at: number): string {
  return new Date(at).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

export function Axis({ columns }: { readonly columns: readonly Column[] }): ReactNode {
  const [first, last] = [columns[0]?.at ?? 0, columns.at(-1)?.at ?? 0];
  const hasDays = last - first > 36 * 3_600_000;
  const text = (at: number | undefined): string =>
    at === undefined
      ? ''
      : new Date(at).toLocaleString(undefined, {
          ...(hasDays && { month: 'short', day: 'numeric' }),
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
        });
  return (
    <div className={css.axis} aria-hidden="true">
      <span>{text(columns[0]?.at)}</span>
      <span>{text(columns[Math.floor(columns.length / 2)]?.at)}</span>
      <span>now</span>
    </div>
  );
}

/** Shows the same numbers for people who cannot see the chart. */
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
              <th scope="row">{momentOf(column.at)}</th>
              <td>{titleOf(column).split('\n').slice(1).join(', ')}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
