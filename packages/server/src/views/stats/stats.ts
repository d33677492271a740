import {
  type ActivityV1,
  FINAL_STATES,
  type NameV1,
  type PeriodicV1,
  type RunningV1,
  type StatsBody,
  type StatsWindow,
  type StepV1,
} from '@celery-results/client/protocol';
import type { ScopedStore } from '../../access/access.ts';
import { NoTaskIndex, StoreUnavailable } from '../../problems/errors.ts';
import type { OpenedStore } from '../../stores/store.ts';
import { type IndexRow, NO_FILTER, type TaskIndex } from '../../stores/task-index.ts';
import type { Activity, ActivityStep } from '../../stores/task-numbers.ts';
import { createCachedPart, type Part } from './cached-part.ts';
import { groupFailures, hideErrors } from './failure-groups.ts';
import { durationsOf, statesOf } from './percentiles.ts';

/** `v1/stats/`: numbers over all tasks. @throws Forbidden, NoTaskIndex */
export type StatsView = (store: ScopedStore, window: StatsWindow) => Promise<StatsBody>;

interface Window {
  readonly milliseconds: number;
  readonly step: ActivityStep;
}

const HOUR_MS = 60 * 60_000;
const WINDOWS: Readonly<Record<StatsWindow, Window>> = {
  '1h': { milliseconds: HOUR_MS, step: 60 },
  '24h': { milliseconds: 24 * HOUR_MS, step: 600 },
  '7d': { milliseconds: 7 * 24 * HOUR_MS, step: 3_600 },
};
const MAX_NAMES = 50;
const MAX_FAILURES = 500;
const MAX_RUNNING = 50;
/** Largest number of running tasks that are read, for each state. */
const RUNNING_ROWS = 200;
const MAX_RESULT_CHARS = 16 * 1024;
/** A p95 of fewer durations is not meaningful. */
const MIN_DURATIONS = 20;
const OUTCOMES = 10;

/** Creates the view. All clients that may see the numbers share them; they are read only on request. */
export function createStats({ results, index }: Pick<OpenedStore, 'results' | 'index'>): StatsView {
  const { numbers } = index;
  const counts = createCachedPart(async () => {
    const { total, states } = await numbers.counts();
    return { as_of: now(), total, states: Object.fromEntries(states) };
  });
  const activityOf = (window: StatsWindow) =>
    createCachedPart(async () => {
      const { milliseconds, step } = WINDOWS[window];
      const since = moment(Date.now() - milliseconds);
      return toActivity(await numbers.activity(since, step), { window, step, since });
    });
  const activities: Readonly<Record<StatsWindow, ReturnType<typeof activityOf>>> = {
    '1h': activityOf('1h'),
    '24h': activityOf('24h'),
    '7d': activityOf('7d'),
  };
  const failures = createCachedPart(async () => {
    const rows = await newest(index, { status: 'FAILURE' }, MAX_FAILURES);
    const ids = rows.map(({ id }) => id);
    const records = await results.tasks(ids, undefined, { memory: NO_MEMORY, maxResult: MAX_RESULT_CHARS });
    return { as_of: now(), looked_at: rows.length, groups: groupFailures(rows, records) };
  });
  const values = createCachedPart(async () => {
    const { status = null, name = null, worker = null, periodic = null } = await numbers.values();
    return { as_of: now(), status, name, worker, periodic };
  });
  const running = createCachedPart(async () => {
    const known = foundIn(await values())?.status ?? ['STARTED', 'RETRY'];
    const rows: IndexRow[] = [];
    for (const status of known.filter((one) => !FINAL_STATES.has(one)))
      rows.push(...((await numbers.inState(status)) ?? (await newest(index, { status }, RUNNING_ROWS))));
    return toRunning(rows, foundIn(await activities['1h']())?.names ?? []);
  });
  const chords = createCachedPart(async () => {
    const waiting = await numbers.waitingChords();
    if (!waiting) return null;
    const all = waiting.map(({ group, left, dateCreated }) => ({ group, left, date_created: dateCreated ?? null }));
    return { as_of: now(), waiting: all };
  });
  const periodic = createCachedPart(async () => toPeriodic(await numbers.periodic()));
  const table = createCachedPart(async () => {
    const { total } = await numbers.counts();
    const [oldest] = (await index.list({ ...FIRST, limit: 1, direction: 'newer' })).rows;
    return { as_of: now(), rows: total, bytes: (await numbers.size()) ?? null, oldest: oldest?.dateDone ?? null };
  });

  return async (store, window) => {
    await store.checkNumbers();
    const errors: Record<string, string> = {};
    const take = <Value>(name: keyof StatsBody, part: Part<Value>): Value | null => {
      if ('value' in part) return part.value;
      if (part.error instanceof NoTaskIndex) throw part.error;
      if (!(part.error instanceof StoreUnavailable)) throw part.error;
      errors[name] = part.error.message;
      return null;
    };
    // one after the other, so that the numbers use only one connection
    const all: StatsBody = {
      counts: take('counts', await counts()),
      activity: take('activity', await activities[window]()),
      failures: take('failures', await failures()),
      values: take('values', await values()),
      running: take('running', await running()),
      chords: take('chords', await chords()),
      periodic: take('periodic', await periodic()),
      table: take('table', await table()),
      errors,
    };
    return hidden(all, store);
  };
}

const NO_MEMORY = { take: async () => false, give: () => {} };
const FIRST = { filter: NO_FILTER, scope: undefined, from: undefined } as const;

async function newest(
  index: TaskIndex,
  filter: { readonly status: string },
  limit: number,
): Promise<readonly IndexRow[]> {
  return (await index.list({ ...FIRST, filter: { ...NO_FILTER, ...filter }, limit, direction: 'older' })).rows;
}

function foundIn<Value>(part: Part<Value>): Value | undefined {
  return 'value' in part ? part.value : undefined;
}

function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '000Z');
}

function now(): string {
  return moment(Date.now());
}

/** Replaces fields that the client may not see by null, as in a task. */
function hidden(body: StatsBody, { visible }: ScopedStore): StatsBody {
  const { failures, running, values } = body;
  return {
    ...body,
    ...(failures && !visible.has('error') ? { failures: { ...failures, groups: hideErrors(failures.groups) } } : {}),
    ...(running && !visible.has('args')
      ? { running: { ...running, tasks: running.tasks.map((task) => ({ ...task, worker: null })) } }
      : {}),
    ...(values && !visible.has('args') ? { values: { ...values, worker: null } } : {}),
  };
}

function toActivity(
  { steps, names, rows, isCut }: Activity,
  { window, step, since }: Pick<ActivityV1, 'window' | 'step' | 'since'>,
): ActivityV1 {
  const byStart = Map.groupBy(steps, ({ start }) => start);
  const all: readonly StepV1[] = [...byStart]
    .map(([start, groups]) => ({ start, states: statesOf(groups), durations: durationsOf(groups) }))
    .toSorted((a, b) => (a.start < b.start ? -1 : 1));
  const byName = Map.groupBy(names, ({ name }) => name ?? null);
  const counted: readonly (NameV1 & { readonly count: number })[] = [...byName].map(([name, groups]) => ({
    name,
    states: statesOf(groups),
    durations: durationsOf(groups),
    count: groups.reduce((sum, { count }) => sum + count, 0),
  }));
  return {
    as_of: now(),
    window,
    since: isCut ? (all[0]?.start ?? since) : since,
    rows,
    cut: isCut,
    step,
    steps: all,
    names: counted
      .toSorted((a, b) => b.count - a.count)
      .slice(0, MAX_NAMES)
      .map(({ count: _count, ...name }) => name),
    durations: durationsOf(steps),
  };
}

function toRunning(rows: readonly IndexRow[], names: readonly NameV1[]): RunningV1 {
  const at = Date.now();
  const durations = new Map(names.map(({ name, durations: of }) => [name, of]));
  const tasks = rows
    .map(({ id, status, name = null, worker = null, dateStarted, dateDone }) => {
      const since = dateStarted ?? dateDone ?? null;
      const { n = 0, p95 = null } = durations.get(name) ?? {};
      const usual = n >= MIN_DURATIONS ? p95 : null;
      const seconds = since === null ? 0 : (at - Date.parse(since)) / 1_000;
      const stuck = usual !== null && seconds > Math.max(60, 3 * usual);
      return { id, status, name, worker, since, p95: usual, stuck };
    })
    .toSorted((a, b) => ((a.since ?? '') < (b.since ?? '') ? -1 : 1));
  const isCut = rows.length >= RUNNING_ROWS;
  return {
    as_of: now(),
    count: { count: rows.length, exactness: isCut ? 'at_least' : 'exact' },
    tasks: tasks.slice(0, MAX_RUNNING),
  };
}

function toPeriodic(rows: readonly IndexRow[]): PeriodicV1 {
  const byName = Map.groupBy(rows, ({ periodic = '' }) => periodic);
  const tasks = [...byName].map(([periodic, all]) => {
    const sorted = all.toSorted((a, b) => ((a.dateDone ?? '') < (b.dateDone ?? '') ? 1 : -1));
    const last = sorted
      .slice(0, OUTCOMES)
      .map(({ id, status, dateDone }) => ({ id, status, date_done: dateDone ?? null }));
    return { periodic, name: sorted[0]?.name ?? null, last };
  });
  return { as_of: now(), tasks };
}
