import { type ReactNode, useEffect, useState } from 'react';
import css from './copy-button.module.css';

const SHOWN_MS = 1_600;

export interface CopyProps {
  readonly text: string;
  /** Name of the copied text, for people who cannot see the button. */
  readonly label: string;
  readonly children?: ReactNode;
}

/** Copies the complete text, even if only a part is shown. */
export function CopyButton({ text, label, children }: CopyProps): ReactNode {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return (
    <button
      type="button"
      className={children === undefined ? css.icon : css.button}
      aria-label={`Copy ${label}`}
      title={`Copy ${label}`}
      onClick={(event) => {
        event.stopPropagation();
        copyText(text).then(
          () => setState('copied'),
          () => setState('failed'),
        );
      }}
    >
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true" className={css.glyph}>
        {state === 'copied' ? (
          <path d="M3 8.5l3.2 3.2L13 5" fill="none" stroke="currentColor" strokeWidth="1.8" />
        ) : (
          <path
            d="M5.5 5.5h7v8h-7zM3.5 10.5v-8h7"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.4"
            strokeLinejoin="round"
          />
        )}
      </svg>
      {children}
      <span className="visually-hidden" role="status">
        {state === 'copied' ? 'Copied' : state === 'failed' ? 'The browser does not allow copying' : ''}
      </span>
    </button>
  );
}

/** Copies a text. Pages without HTTPS have no clipboard API, so the text is copied by a selection there. */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) return navigator.clipboard.writeText(text);
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const done = document.execCommand('copy');
  area.remove();
  if (!done) throw new Error('the browser does not allow copying');
}
