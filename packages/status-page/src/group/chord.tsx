import type { ChordV1, TaskItemV1 } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { useNow } from '../data/clock.ts';
import { Card } from '../parts/card.tsx';
import { wholeText } from '../text/numbers.ts';
import { isFinal } from '../text/state.ts';
import { spanText } from '../text/time.ts';
import css from './group-screen.module.css';

export interface ChordProps {
  readonly chord: ChordV1;
  readonly total: number;
  readonly members: readonly TaskItemV1[];
}

/** Shows a waiting chord. Its counter exists until it is 0, so a chord with only final members is stuck. */
export function Chord({ chord, total, members }: ChordProps): ReactNode {
  const { left, date_created: created } = chord;
  const waiting = useNow((now) => (created === null ? '' : spanText(Math.max(0, now - Date.parse(created)))));
  const isStuck = members.length === total && members.every(({ status }) => isFinal(status));
  return (
    <Card title="CHORD" tone={isStuck ? 'bad' : 'plain'}>
      <p>
        The body waits for <strong>{wholeText(left)}</strong> of {wholeText(total)} members
        {waiting === '' ? '' : `, since ${waiting}`}.
      </p>
      {isStuck && (
        <p className={css.stuck}>
          All members have ended, and the counter is not 0: the body will not start by itself. A worker may have ended
          between storing its result and counting it.
        </p>
      )}
    </Card>
  );
}
