import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { startSession } from '../data/session.ts';
import css from './token-form.module.css';

/** Signs in with a pasted token. Reads that failed without rights are repeated. */
export function TokenForm({ onDone }: { onDone?(): void }): ReactNode {
  const queries = useQueryClient();
  const [token, setToken] = useState('');
  const [error, setError] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const problem = await startSession(token.trim());
    setError(problem);
    if (problem !== '') return;
    setToken('');
    onDone?.();
    await queries.resetQueries();
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <label>
        <span className={css.label}>Token</span>
        <input
          className={css.input}
          type="password"
          autoComplete="off"
          value={token}
          onChange={({ target }) => setToken(target.value)}
        />
      </label>
      <button type="submit" className={css.button} disabled={token.trim() === ''}>
        Sign in
      </button>
      {error !== '' && <p role="alert">{error}</p>}
      <p className={css.hint}>
        <code>celery-results-server token --all --list</code> prints one. It stays in this browser until it expires or
        you sign out.
      </p>
    </form>
  );
}
