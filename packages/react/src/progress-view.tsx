'use client';
import type { TaskPhase } from '@celery-results/client';
import type { ReactNode } from 'react';

/** Texts for phases in the live region, for example in another language. */
export type PhaseTexts = Readonly<Partial<Record<TaskPhase, string>>>;

/** Attributes of an element that shows the progress: of a `<progress>`, or of your own element with a role. */
export interface BarProps {
  readonly role: 'progressbar';
  readonly 'aria-label': string;
  readonly 'aria-valuemin': 0;
  readonly 'aria-valuemax': 100;
  /** From 0 to 100. Undefined while the progress is unknown. */
  readonly 'aria-valuenow': number | undefined;
  readonly 'aria-valuetext': string;
  readonly 'data-phase': TaskPhase;
}

/** The argument of a render prop. */
export interface ProgressState {
  readonly phase: TaskPhase;
  /** From 0 to 100, or null while it is unknown. */
  readonly percent: number | null;
  /** The percentage and the current step, such as `40 %, reading rows`. */
  readonly text: string;
  readonly barProps: BarProps;
}

interface ProgressViewProps {
  readonly label: string;
  readonly phase: TaskPhase;
  readonly percent: number | null;
  /** The text beside the percentage. */
  readonly detail: string | undefined;
  readonly phaseTexts: PhaseTexts | undefined;
  readonly children: ((state: ProgressState) => ReactNode) | undefined;
}

/**
 * Shows progress without styles: a `<progress>`, its text, and the phase in a live region. The live region changes only
 * with the phase, so that a screen reader does not read each percentage. `data-phase` and `data-part` are for styles.
 */
export function ProgressView({ label, phase, percent, detail, phaseTexts, children }: ProgressViewProps): ReactNode {
  const phaseText = phaseTexts?.[phase] ?? phase;
  const text = [percent === null ? undefined : `${Math.round(percent)} %`, detail].filter(Boolean).join(', ');
  const barProps: BarProps = {
    role: 'progressbar',
    'aria-label': label,
    'aria-valuemin': 0,
    'aria-valuemax': 100,
    'aria-valuenow': percent ?? undefined,
    'aria-valuetext': text || phaseText,
    'data-phase': phase,
  };
  return (
    <div data-celery-progress="" data-phase={phase}>
      {children ? (
        children({ phase, percent, text, barProps })
      ) : (
        <>
          <progress {...barProps} max={100} value={percent ?? undefined} />
          <span data-part="text" aria-hidden="true">
            {text}
          </span>
        </>
      )}
      <span data-part="phase" role="status">
        {phaseText}
      </span>
    </div>
  );
}
