import type { ReactNode } from 'react';
import css from './chart.module.css';

export interface ScaleProps {
  readonly top: number;
  readonly width: number;
  readonly height: number;
  textOf(value: number): string;
}

/** Shows lines at the top and in the middle, with their values. */
export function Scale({ top, width, height, textOf }: ScaleProps): ReactNode {
  return [top, top / 2].map((value) => {
    const y = height - (value / top) * height;
    return (
      <g key={value}>
        <line x1={0} x2={width} y1={y + 0.5} y2={y + 0.5} className={css.grid} />
        <text x={2} y={y + 13} className={css.label}>
          {textOf(value)}
        </text>
      </g>
    );
  });
}
