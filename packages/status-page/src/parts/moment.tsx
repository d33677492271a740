import type { ReactNode } from 'react';
import { useNow } from '../data/clock.ts';
import { agoText, localText, utcText } from '../text/time.ts';

/** Shows the time since a moment. A tooltip has the exact time, in UTC and in the visitor's time zone. */
export function Ago({ at }: { readonly at: string | null }): ReactNode {
  const text = useNow((now) => (at === null ? '–' : agoText(at, now)));
  if (at === null) return <span>–</span>;
  return (
    <time dateTime={at} title={`${utcText(at)}\n${localText(at)}`}>
      {text}
    </time>
  );
}
