import { type DatabaseKind, pythonOrSkip, startServer, testDatabaseOrSkip } from '@celery-results/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LiveDjango, startLiveDjango } from './fuzz/django.ts';
import { judge } from './fuzz/judge.ts';
import { type Gathering, gatherings } from './fuzz/neighbours.ts';
import { caseCount, seed } from './fuzz/seed.ts';
import { type RawClient, rawClient } from './raw-http.ts';
import { batchRequest } from './serve-app.ts';

/**
 * The answer about an id is Django's, whoever else asks at that moment: over many connections, and in a batch. See
 * fuzz/seed.ts.
 */

const TIME = 120 * 60_000;
/** Gatherings of each run. Each has about 20 ids. */
const COUNT = Math.ceil((caseCount ?? 2_000) / 400);

const RUNS: readonly { readonly kind: DatabaseKind; readonly collations: readonly string[] }[] = [
  { kind: 'sqlite', collations: [''] },
  { kind: 'postgres', collations: [''] },
  {
    kind: 'mariadb',
    collations: [
      'utf8mb4_general_ci',
      'utf8mb4_unicode_ci',
      'utf8mb4_unicode_520_ci',
      'utf8mb4_unicode_nopad_ci',
      'utf8mb4_bin',
      'utf8mb3_general_ci',
      'latin1_swedish_ci',
    ],
  },
];
const IDS = { taskresult: 'task_id', groupresult: 'group_id' } as const;

const python = await pythonOrSkip();

describe('ids that are asked for together', () => {
  for (const { kind, collations } of RUNS)
    for (const collation of collations)
      it.skipIf(python === undefined)(
        `are answered on ${kind} ${collation} as each alone is, seed ${seed}`,
        async () => {
          const database = await testDatabaseOrSkip(kind);
          if (database === undefined) return;
          const django = await startLiveDjango(python ?? '', database.url);
          for (const [table, column] of collation === '' ? [] : Object.entries(IDS))
            await database.execute(
              `ALTER TABLE django_celery_results_${table} MODIFY ${column} varchar(255) ` +
                `CHARACTER SET ${collation.split('_')[0]} COLLATE ${collation} NOT NULL`,
            );
          const server = await startServer({ store: database.url, args: ['--log-level', 'error'] });
          const ours = rawClient(server.url);
          try {
            const complaints: string[] = [];
            for (const [index, [gathering]] of samples().entries())
              complaints.push(...(await compare({ django, ours }, gathering, `${kind}-${collation}-${index}`)));
            expect(complaints.slice(0, 3).join('\n')).toBe('');
          } finally {
            ours.close();
            await server.stop();
            await django.stop();
            await database.close();
          }
        },
        TIME,
      );
});

/** Each with a prefix of its own: rows remain in the table. */
function samples(): readonly (readonly [Gathering])[] {
  return Array.from({ length: COUNT }, (_, index) => {
    const [made] = fc.sample(gatherings(`n${index}`), { seed: seed + index, numRuns: 1 });
    return [made ?? { stored: [], broken: [], asked: [] }] as const;
  });
}

interface Sides {
  readonly django: LiveDjango;
  readonly ours: RawClient;
}

async function compare({ django, ours }: Sides, gathering: Gathering, name: string): Promise<string[]> {
  const inPaths = gathering.asked.filter((id) => id.isWellFormed() && id !== '' && id.length < 1_000);
  const one = {
    name,
    kind: 'neighbours',
    steps: [
      ...gathering.stored.map((id) => ({ do: 'row', row: { task_id: id, result: JSON.stringify(id) } })),
      ...gathering.broken.map((id) => ({ do: 'row', row: { task_id: id, result: '{' } })),
      { do: 'row', row: { task_id: `${name}-large`, result: JSON.stringify('x'.repeat(300_000)) } },
    ],
    get_tasks: [...inPaths, `${name}-large`],
  };
  const [outcome] = await django.answer({}, [one]);
  const asked = await Promise.all(
    (outcome?.requests ?? []).map(async (theirs) => ({ theirs, ours: await ours.send(theirs.method, theirs.path) })),
  );
  const complaint = judge(one, asked);
  return [...(complaint === undefined ? [] : [complaint]), ...(await compareBatch(ours, gathering.asked))];
}

async function compareBatch(ours: RawClient, ids: readonly string[]): Promise<string[]> {
  const ask = async (tasks: readonly string[]): Promise<Record<string, unknown> | undefined> => {
    const question = { tasks: Object.fromEntries(tasks.map((id) => [id, null])) };
    const { status, body } = await ours.send('POST', '/celery/v1/status/', batchRequest(question));
    if (status !== 200) return undefined;
    const { tasks: answers, errors } = JSON.parse(body);
    return Object.fromEntries(tasks.map((id) => [id, [answers?.[id], errors?.tasks?.[id]]]));
  };
  const alone = await Promise.all(ids.map(async (id) => [id, (await ask([id]))?.[id]] as const));
  // an id that no batch takes
  const taken = alone.filter(([, answer]) => answer !== undefined);
  const together = await ask(taken.map(([id]) => id));
  return taken
    .filter(([id, answer]) => JSON.stringify(together?.[id]) !== JSON.stringify(answer))
    .map(
      ([id, answer]) => `${JSON.stringify(id)} of ${JSON.stringify(ids)}: ${JSON.stringify([together?.[id], answer])}`,
    );
}
