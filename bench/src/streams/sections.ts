import { figure, markdownTable, percent } from '../section/format.ts';
import { maximumGoal as goal } from '../section/maximum-goal.ts';
import type { Section } from '../section/section.ts';
import { percentile99, spreadOf } from '../section/spread.ts';
import type { Amounts } from './amounts.ts';
import { CHANGED_SHARE } from './browsers.ts';
import type { IdleFigures } from './idle.ts';
import { PAGE_TASKS } from './page-requests.ts';

/** The same figure of our server, and of a loop over responses of node:http. */
interface Compared<Value> {
  readonly ours: Value;
  readonly bare: Value;
}

/** Milliseconds of each write. Undefined: what it needs is not installed. */
export interface Delays {
  readonly django: readonly number[] | undefined;
  readonly polling: readonly number[];
  readonly notified: readonly number[];
  readonly redis: readonly number[] | undefined;
}

const POLL_MS = 1_000;
/** Milliseconds between two polls of a page without streams. */
const PAGE_POLL_MS = 1_000;

export function idleSection(
  { idle, tasks }: Amounts,
  figures: Compared<IdleFigures>,
  fanOut: Compared<readonly number[]>,
): Section {
  const row = (name: string, side: keyof Compared<unknown>): string[] => {
    const { bytesPerStream, heartbeats, readsPerSecond } = figures[side];
    return [
      name,
      figure(bytesPerStream / 1_000),
      figure(heartbeats * 100),
      figure(spreadOf(fanOut[side]).median),
      readsPerSecond === undefined ? '–' : figure(readsPerSecond),
    ];
  };
  const { bytesPerStream, heartbeats, readsPerSecond } = figures.ours;
  const head = [
    '',
    'kB for each stream',
    '% of a core for heartbeats',
    'ms to the last of all watchers',
    'reads for changes/s',
  ];
  return {
    title: `${figure(idle)} streams of events that watch ${tasks} tasks`,
    text: [
      markdownTable(head, [row('ours', 'ours'), row('node:http, a loop', 'bare')]),
      [
        'Our time to the last watcher begins before the write to the database. PostgreSQL notifies the server of it,',
        'so that no poll is in this time. The loop gets the change in a request.',
      ].join(' '),
    ].join('\n\n'),
    goals: [
      goal('memory of an idle stream', 'kB', bytesPerStream / 1_000, { must: 30, aim: 15 }),
      goal(`heartbeats of ${figure(idle)} streams`, '% of a core', heartbeats * 100, { must: 10, aim: 3 }),
      goal('one change to all watchers', 'ms', spreadOf(fanOut.ours).median, { must: 500, aim: 150 }),
      goal('reads for changes in a second', '', readsPerSecond ?? Number.NaN, { must: 1.1, aim: 1.1 }),
    ],
  };
}

export function delaySection({ streams, pauseMs }: Amounts, delays: Delays): Section {
  const { django, polling, notified, redis } = delays;
  const rows = [
    { name: 'ours, polling', delays: polling },
    { name: 'ours, NOTIFY', delays: notified },
    { name: 'ours, Redis', delays: redis },
    { name: 'Django, StreamingHttpResponse', delays: django },
  ].flatMap(({ name, delays: of }) =>
    of ? [[name, ...[spreadOf(of).median, percentile99(of), Math.max(...of)].map(figure)]] : [],
  );
  const late = POLL_MS + 250;
  return {
    title: `From the write of a task to its event, over ${figure(streams)} streams`,
    text: [
      markdownTable(['ms', 'median', 'p99', 'longest'], rows),
      [
        `The tasks report progress one after another, with a pause of ${pauseMs} ms.`,
        'Django reads the rows of each stream once a second, in one process on uvicorn.',
      ].join(' '),
    ].join('\n\n'),
    goals: [
      goal('p99 from write to event, polling', 'ms', percentile99(polling), { must: late, aim: late }),
      goal('p99 from write to event, NOTIFY', 'ms', percentile99(notified), { must: 100, aim: 15 }),
      goal('p99 from write to event, Redis', 'ms', redis ? percentile99(redis) : Number.NaN, { must: 100, aim: 15 }),
    ],
  };
}

interface BrowserFigures {
  /** Share of all cores; undefined where it cannot be measured. */
  readonly share: number | undefined;
  readonly requests: number;
}

export function browserSection({ idle, pageSeconds }: Amounts, { share, requests }: BrowserFigures): Section {
  const polls = (PAGE_TASKS * pageSeconds * 1_000) / PAGE_POLL_MS;
  return {
    title: `${figure(idle)} browsers with a stream and a task each`,
    text: [
      `${percent(CHANGED_SHARE)} of the tasks change each second. Server and database, the writes included, take`,
      `${share === undefined ? '–' : percent(share)} of all cores.`,
      `\n\nA page that watches ${PAGE_TASKS} tasks for ${pageSeconds} s sends ${requests} requests.`,
      `With TanStack's \`refetchInterval\` of a second and a query for each task it would send ${figure(polls)}.`,
    ].join(' '),
    goals: [
      goal(`${figure(idle)} browsers with pushed states: of all cores`, '%', (share ?? Number.NaN) * 100, {
        must: 6,
        aim: 3,
      }),
      goal(`requests of a page with ${PAGE_TASKS} tasks in ${pageSeconds} s`, '', requests, { must: 5, aim: 1 }),
    ],
  };
}
