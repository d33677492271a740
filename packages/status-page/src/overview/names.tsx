import type { NameV1, StatsBody } from '@celery-results/client/protocol';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { listUrl } from '../data/use-page-filters.ts';
import { NO_FILTERS } from '../filters/filters.ts';
import { Card } from '../parts/card.tsx';
import { percentText, wholeText } from '../text/numbers.ts';
import { inOrder, lookOf } from '../text/state.ts';
import { durationText } from '../text/time.ts';
import { windowText } from './columns.ts';
import css from './rows.module.css';

const SHOWN = 12;
/** Percentiles of fewer tasks are grey. */
const MIN_RUNS = 20;

/** Shows the names of tasks with their runs, failures and durations. */
export function Names({ stats: { activity } }: { readonly stats: StatsBody }): ReactNode {
  const names = activity?.names ?? [];
  if (names.length === 0) return null;
  return (
    <Card title="NAMES" aside={activity && `of ${windowText(activity)}`}>
      <div className={css.frame}>
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">name</th>
              <th scope="col">changes</th>
              <th scope="col">failed</th>
              <th scope="col">p50</th>
              <th scope="col">p95</th>
              <th scope="col">n</th>
              <th scope="col">states</th>
            </tr>
          </thead>
          <tbody>
            {names.slice(0, SHOWN).map((name) => (
              <Row key={name.name} one={name} />
            ))}
          </tbody>
        </table>
      </div>
      {names.every(({ name }) => name === null) && (
        <p className={css.none}>
          Workers store names with <code>result_extended = True</code>.
        </p>
      )}
    </Card>
  );
}

function Row({ one: { name, states, durations } }: { readonly one: NameV1 }): ReactNode {
  const total = Object.values(states).reduce((sum, count) => sum + count, 0);
  const failed = states['FAILURE'] ?? 0;
  const few = durations.n < MIN_RUNS ? css.few : undefined;
  return (
    <tr>
      <td>
        {name === null ? (
          'no name stored'
        ) : (
          <Link href={listUrl({ ...NO_FILTERS, name })} className={css.name}>
            {name}
          </Link>
        )}
      </td>
      <td>{wholeText(total)}</td>
      <td className={failed > 0 ? css.stuck : undefined}>{percentText(failed, total)}</td>
      <td className={few}>{durations.p50 === null ? '–' : durationText(durations.p50)}</td>
      <td className={few}>{durations.p95 === null ? '–' : durationText(durations.p95)}</td>
      <td className={css.few}>{wholeText(durations.n)}</td>
      <td>
        <span className={css.share} aria-hidden="true">
          {inOrder(Object.keys(states)).map((state) => (
            <span
              key={state}
              className={`${css.part} ${css[lookOf(state).tone]}`}
              title={`${lookOf(state).word} ${states[state]}`}
              style={{ flexGrow: states[state] }}
            />
          ))}
        </span>
      </td>
    </tr>
  );
}
