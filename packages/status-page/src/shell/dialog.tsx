import { type ReactNode, useEffect, useRef } from 'react';
import css from './dialog.module.css';

export interface DialogProps {
  readonly label: string;
  readonly children: ReactNode;
  onClose(): void;
}

/** Shows the browser's own dialog: it keeps the focus, closes with Escape, and then restores the focus. */
export function Dialog({ label, children, onClose }: DialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    // Escape does the same for the keyboard
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <dialog
      ref={dialog}
      aria-label={label}
      className={css.dialog}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && dialog.current.close()}
    >
      <div className={css.inner}>{children}</div>
    </dialog>
  );
}
