import { type ReactNode, useState } from 'react';
import { useNow } from '../data/clock.ts';
import { useSession } from '../data/session.ts';
import { spanText } from '../text/time.ts';
import css from './expiry-banner.module.css';
import { TokenForm } from './token-form.tsx';

/** Time from the warning to the end of the access, as in the stream of events. */
const WARNING_MS = 60_000;

/** Shows that the access ends soon or has ended, and accepts another token. The displayed data stays. */
export function ExpiryBanner(): ReactNode {
  const { endsAt = Number.POSITIVE_INFINITY } = useSession() ?? {};
  const [isRenewing, setRenewing] = useState(false);
  // the remaining seconds, as text; empty long before the end
  const left = useNow((now) => (endsAt - now > WARNING_MS ? '' : endsAt > now ? spanText(endsAt - now) : 'none'));
  if (left === '') return null;
  return (
    <aside className={css.banner} aria-label="Access">
      <p>
        <strong role="alert">{left === 'none' ? 'Your access has ended.' : 'Your access ends soon.'}</strong>{' '}
        {left === 'none' ? 'The loaded data stays here, and no longer changes.' : `There are ${left} left.`}
      </p>
      {isRenewing ? (
        <TokenForm onDone={() => setRenewing(false)} />
      ) : (
        <button type="button" className={css.renew} onClick={() => setRenewing(true)}>
          Paste another token
        </button>
      )}
    </aside>
  );
}
