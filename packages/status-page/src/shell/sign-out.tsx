import { type ReactNode, useState } from 'react';
import { endSession, useSession } from '../data/session.ts';
import css from './sign-out.module.css';

/** Shows the button that ends the access of a pasted token. */
export function SignOut(): ReactNode {
  const session = useSession();
  const [problem, setProblem] = useState('');
  if (!session) return null;
  return (
    <>
      <button
        type="button"
        className={css.button}
        aria-label="Sign out"
        onClick={() => void endSession().then(setProblem)}
      >
        <svg viewBox="0 0 16 16" width="15" height="15" aria-hidden="true" className={css.glyph}>
          <path d="M9.5 2.5h-6v11h6M6.5 8h7.5M11.3 5.2L14 8l-2.7 2.8" />
        </svg>
        <span>Sign out</span>
      </button>
      {problem !== '' && (
        <p role="alert" className={css.problem}>
          {problem}
        </p>
      )}
    </>
  );
}
