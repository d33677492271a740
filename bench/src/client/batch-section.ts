import { type CeleryClient, createClient } from '@celery-results/client';
import { startServer } from '@celery-results/testing';
import type { BenchOptions, Section } from '../section.ts';
import { openDjangoTables } from './django-tables.ts';
import { figure, middleOf, ratioOf, table, times } from './figures.ts';
import type { Read } from './readers.ts';
import { type Contestant, playRounds, repeat } from './rounds.ts';

const IDS = Array.from({ length: 50 }, (_, index) => `t-${index}`);

/** What one id costs when 50 are read at one moment from our server. */
export async function batchSection({ short }: BenchOptions): Promise<Section> {
  const tables = await openDjangoTables();
  try {
    await tables.write(IDS.map((id) => ({ id, status: 'SUCCESS', result: '{"rows": 1250, "took": 18.5}' })));
    const server = await startServer({ store: tables.url });
    try {
      return await measure(server.url, short);
    } finally {
      await server.stop();
    }
  } finally {
    await tables.close();
  }
}

async function measure(baseUrl: string, short: boolean): Promise<Section> {
  const everyday = createClient({ baseUrl });
  const contestants: readonly Contestant[] = [
    { name: '`fetch(url)` for each id, six at once', run: () => oneByOne(baseUrl) },
    { name: '`fetch` of one hand-written batch', run: () => byHand(baseUrl) },
    { name: '`taskStatuses(ids)` of a client that has asked before', run: () => byClient(everyday) },
    { name: '`taskStatuses(ids)` of a new client', run: () => byClient(createClient({ baseUrl })) },
  ];
  for (let round = 0; round < (short ? 1 : 100); round += 1) for (const { run } of contestants) await run();
  const cpu = async (): Promise<number> => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1_000;
  };
  const taken = await playRounds(contestants, short ? 1 : 100, cpu);
  const [first = []] = [...taken.values()];
  const perId = (value: number): string => figure((value / IDS.length) * 1_000);
  const rows = [...taken].map(([name, each]) => [
    name,
    perId(middleOf(each.map((one) => one.cpu)).median),
    times(
      ratioOf(
        each.map((one) => one.cpu),
        first.map((one) => one.cpu),
      ),
    ),
    figure(middleOf(each.map((one) => one.wall)).median),
  ]);
  return {
    title: '50 tasks at one moment, from our server, in Node',
    text: [
      'CPU time of the process that asks, for one id; `0.10×` is a tenth of the first line. The last column is the time until all 50 are there: a client waits 10 ms for others to ask, and a new one reads the first task alone.',
      table(['', 'CPU µs an id', 'CPU time', 'ms for all'], rows),
    ].join('\n\n'),
  };
}

async function oneByOne(baseUrl: string): Promise<void> {
  await repeat(IDS.length, 6, async (index) => {
    const answer = await fetch(`${baseUrl}task/status/${IDS[index]}/`);
    check([(await answer.json()).task], [IDS[index] ?? '']);
  });
}

async function byHand(baseUrl: string): Promise<void> {
  const tasks = Object.fromEntries(IDS.map((id) => [id, null]));
  const answer = await fetch(`${baseUrl}v1/status/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tasks, groups: {} }),
  });
  const body: { readonly tasks: Readonly<Record<string, Read>> } = await answer.json();
  check(Object.values(body.tasks), IDS);
}

async function byClient(client: CeleryClient): Promise<void> {
  check(await client.taskStatuses(IDS), IDS);
}

/** @throws Error for other answers than the rows */
function check(reads: readonly Read[], ids: readonly string[]): void {
  const found = new Set(reads.filter(({ status }) => status === 'SUCCESS').map(({ id }) => id));
  for (const id of ids) if (!found.has(id)) throw new Error(`no answer for ${id}`);
}
