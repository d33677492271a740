import type { ReactNode } from 'react';

/** A progress bar. Without a percentage it is indeterminate. */
export function Bar({
  label,
  percent,
  phase,
}: {
  readonly label: string;
  readonly percent: number | null;
  readonly phase: string;
}): ReactNode {
  const valueNow = percent === null ? {} : { 'aria-valuenow': Math.round(percent) };
  return (
    <div
      className={`bar ${phase}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...valueNow}
    >
      <span style={{ width: `${percent ?? 0}%` }} />
    </div>
  );
}
