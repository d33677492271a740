import type { ReactNode } from 'react';
import { durationText } from '../text/time.ts';
import { Axis } from './bars.tsx';
import css from './chart.module.css';
import { type Column, roundUp } from './columns.ts';
import { Scale } from './scale.tsx';

const WIDTH = 720;
const HEIGHT = 180;

/** Shows the p50 and the p95 of durations by step. A step without an ended task is a gap. */
export function Lines({ columns }: { readonly columns: readonly Column[] }): ReactNode {
  const top = roundUp(Math.max(...columns.map(({ durations }) => durations.p95 ?? 0)));
  const step = WIDTH / columns.length;
  const path = (name: 'p50' | 'p95'): string => {
    let isDrawn = false;
    return columns
      .map(({ durations }, index) => {
        const value = durations[name];
        const command =
          value === null ? '' : `${isDrawn ? 'L' : 'M'}${(index + 0.5) * step} ${HEIGHT - (value / top) * HEIGHT}`;
        isDrawn = value !== null;
        return command;
      })
      .join('');
  };
  return (
    <figure className={css.figure}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className={css.svg} role="img" aria-label="Durations over time">
        <Scale top={top} width={WIDTH} height={HEIGHT} textOf={durationText} />
        <path d={path('p95')} className={css.upper} />
        <path d={path('p50')} className={css.lower} />
        {columns.map(({ at, durations: { n, p50, p95 } }, index) => (
          <g key={at}>
            <title>
              {p50 === null || p95 === null
                ? 'nothing ended'
                : `p50 ${durationText(p50)}\np95 ${durationText(p95)}\nn ${n}`}
            </title>
            <rect x={index * step} y={0} width={step} height={HEIGHT} className={css.hit} />
            {p95 !== null && (
              <circle cx={(index + 0.5) * step} cy={HEIGHT - (p95 / top) * HEIGHT} r={1.6} className={css.dot} />
            )}
          </g>
        ))}
      </svg>
      <Axis columns={columns} />
      <p className={css.legend}>
        <span className={css.p50}>p50</span> <span className={css.p95}>p95</span>
      </p>
    </figure>
  );
}
