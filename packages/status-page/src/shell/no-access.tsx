import { UI_SESSION } from '@celery-results/client/protocol/ui';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { API_ROOT, SETTINGS, UI_ROOT } from '../data/env.ts';
import { Notice } from '../parts/notice.tsx';
import css from './no-access.module.css';

/** What a visitor without the right can do. */
export function NoAccess({ kind }: { readonly kind: 'signed-out' | 'no-right' }): ReactNode {
  if (kind === 'no-right')
    return (
      <Notice title="Your access does not include lists">
        <p>
          A task or a group that you may read opens by its id: press <kbd>⌘K</kbd> or <kbd>Ctrl K</kbd>.
        </p>
        <p>
          Lists need the claim <code>"list": true</code>, and numbers over all tasks <code>"all": true</code>, too.
        </p>
        {SETTINGS.auth === 'token' && <TokenForm />}
      </Notice>
    );
  return <Notice title="Sign in to see the tasks">{SETTINGS.auth === 'token' ? <TokenForm /> : <SignIn />}</Notice>;
}

function SignIn(): ReactNode {
  if (SETTINGS.loginUrl === null)
    return <p>Sign in to the site that this page belongs to, in this browser, and load the page again.</p>;
  const url = new URL(SETTINGS.loginUrl, location.href);
  url.searchParams.set('next', location.pathname + location.search);
  return (
    <a className={css.button} href={url.href}>
      Sign in
    </a>
  );
}

/** Stores a token in a cookie that no script can read. */
function TokenForm(): ReactNode {
  const queries = useQueryClient();
  const [token, setToken] = useState('');
  const [error, setError] = useState('');
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const problem = await startSession(token.trim());
    setError(problem);
    if (problem !== '') return;
    setToken('');
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
        <code>celery-results-server token --all --list</code> prints one. It stays in this browser until it expires.
      </p>
    </form>
  );
}

/** Returns a sentence for the visitor where the token was refused. */
async function startSession(token: string): Promise<string> {
  if (!/^[\w.~+/-]+=*$/.test(token)) return 'This is not a token: it has characters that no token has.';
  try {
    const response = await fetch(new URL(UI_SESSION, UI_ROOT), {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ path: API_ROOT.pathname }),
    });
    if (response.ok) return '';
    const problem = (await response.json()) as { readonly title?: string; readonly detail?: string };
    return `${problem.title ?? 'The server refused the token'}: ${problem.detail ?? response.status}.`;
  } catch {
    return 'The server does not answer.';
  }
}
