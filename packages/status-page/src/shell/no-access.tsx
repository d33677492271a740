import type { ReactNode } from 'react';
import { SETTINGS } from '../data/env.ts';
import { Notice } from '../parts/notice.tsx';
import css from './token-form.module.css';
import { TokenForm } from './token-form.tsx';

/** Shows what a visitor without rights can do. */
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
