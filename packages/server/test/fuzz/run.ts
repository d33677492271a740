import type { ServerSettings } from '@celery-results/conformance';
import fc, { type Arbitrary } from 'fast-check';
import type { RawClient } from '../raw-http.ts';
import type { FuzzCase, FuzzSerializer, Unnamed } from './cases.ts';
import type { LiveDjango } from './django.ts';
import { type Comparison, judge, type Served } from './judge.ts';

/** Both sides of the comparison, on one database. */
export interface Sides {
  readonly django: LiveDjango;
  readonly ours: RawClient;
  /** What keeps the names of this run's cases apart from those of others in the same database. */
  readonly run: string;
}

export interface FuzzOptions {
  readonly serializer: FuzzSerializer;
  readonly cases: Arbitrary<Unnamed>;
  readonly seed: number;
  readonly count: number;
}

/** How many cases, answers and good answers of Django's there were, by kind. */
export type Tally = Map<string, { cases: number; answers: number; good: number }>;

/** A case for which the answers part. */
export interface Found {
  readonly index: number;
  readonly case: FuzzCase;
  readonly complaint: string;
}

const BATCH = 200;

/** Compares the answers to many cases; gives how many of what there were, and the cases that differ. */
export async function fuzz(
  sides: Sides,
  options: FuzzOptions,
): Promise<{ readonly tally: Tally; readonly found: readonly Found[] }> {
  const { serializer, cases, seed, count } = options;
  const all = fc
    .sample(cases, { seed, numRuns: count })
    .map((one, index): FuzzCase => ({ ...one, name: `${sides.run}-${serializer}-${index}` }));
  const tally: Tally = new Map();
  const found: Found[] = [];
  let ahead = answersOf(sides, serializer, all.slice(0, BATCH));
  for (let at = 0; at < all.length; at += BATCH) {
    const batch = all.slice(at, at + BATCH);
    const asked = await ahead;
    // Django works on the next batch while these are judged
    ahead = answersOf(sides, serializer, all.slice(at + BATCH, at + 2 * BATCH));
    for (const [index, one] of batch.entries()) {
      const answers = asked[index] ?? [];
      countIn(tally, one.kind, answers);
      const complaint = judge(one, answers, servedBy(sides, serializer));
      if (complaint !== undefined) found.push({ index: at + index, case: one, complaint });
    }
  }
  await ahead;
  return { tally, found };
}

/** Makes a case that differs as small as it still does; fast-check generates it again from seed and index. */
export async function shrink(sides: Sides, options: FuzzOptions, { index }: Found): Promise<Found | undefined> {
  const { serializer, cases, seed } = options;
  let attempt = 0;
  let smallest: Found | undefined;
  const property = fc.asyncProperty(cases, async (unnamed) => {
    attempt += 1;
    const one: FuzzCase = { ...unnamed, name: `${sides.run}-${serializer}-${index}-shrunk-${attempt}` };
    const [asked = []] = await answersOf(sides, serializer, [one]);
    const complaint = judge(one, asked, servedBy(sides, serializer));
    if (complaint !== undefined) smallest = { index, case: one, complaint };
    return complaint === undefined;
  });
  await fc.check(property, { seed, path: String(index), numRuns: 1 });
  return smallest;
}

function servedBy({ django: { served } }: Sides, serializer: FuzzSerializer): Served | undefined {
  return served && { serializer, modules: served.modules };
}

export function settings(serializer: FuzzSerializer): Partial<ServerSettings> {
  return { serializer, accept: [serializer] };
}

async function answersOf(
  sides: Sides,
  serializer: FuzzSerializer,
  batch: readonly FuzzCase[],
): Promise<readonly (readonly Comparison[])[]> {
  if (batch.length === 0) return [];
  const outcomes = await sides.django.answer(settings(serializer), batch);
  return Promise.all(
    outcomes.map(({ requests }) =>
      Promise.all(
        requests.map(async (theirs) => ({ theirs, ours: await sides.ours.send(theirs.method, theirs.path) })),
      ),
    ),
  );
}

function countIn(tally: Tally, kind: string, asked: readonly Comparison[]): void {
  const row = tally.get(kind) ?? { cases: 0, answers: 0, good: 0 };
  row.cases += 1;
  row.answers += asked.length;
  row.good += asked.filter(({ theirs }) => theirs.status === 200).length;
  tally.set(kind, row);
}
