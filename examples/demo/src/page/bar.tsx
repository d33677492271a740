import type { ReactNode } from 'react';

/** A progress bar; without a percentage it only says that something is going on. */
export function Bar({
  label,
  percent,
  phase,
}: {
  readonly label: string;
  readonly percent: number | null;
  readonly phase: string;
}): ReactNode {
  const known = percent === null ? {} : { 'aria-valuenow': Math.round(percent) };
  return (
    <div
      className={`bar ${phase}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...known}
    >
      <span style={{ width: `${percent ?? 0}%` }} />
    </div>
  );
}
