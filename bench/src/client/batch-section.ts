import { type CeleryClient, createClient } from '@celery-results/client';
import { startServer } from '@celery-results/testing';
import { figure, markdownTable, times } from '../section/format.ts';
import type { BenchOptions, Section } from '../section/section.ts';
import { MIDDLE_HALF, ratioOf, spreadOf } from '../section/spread.ts';
import { openDjangoTables } from './django-tables.ts';
import type { TaskRead } from './readers.ts';
import { measureRounds, processCpu, repeat, type Subject } from './rounds.ts';

const IDS = Array.from({ length: 50 }, (_, index) => `t-${index}`);

/** Measures the CPU time for one id when 50 are read at once from our server. */
export async function batchSection({ short }: BenchOptions): Promise<Section> {
  const tables = await openDjangoTables();
  try {
    await tables.write(IDS.map((id) => ({ id, status: 'SUCCESS', result: '{"rows": 1250, "took": 18.5}' })));
    const server = await startServer({ store: tables.url, limits: 'default' });
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
  const warmClient = createClient({ baseUrl });
  const subjects: readonly Subject[] = [
    { name: '`fetch(url)` for each id, six at once', run: () => readOneByOne(baseUrl) },
    { name: '`fetch` of one hand-written batch', run: () => readBatch(baseUrl) },
    { name: '`taskStatuses(ids)` of a client in use', run: () => readWithClient(warmClient) },
    { name: '`taskStatuses(ids)` of a new client', run: () => readWithClient(createClient({ baseUrl })) },
  ];
  const rounds = short ? 1 : 100;
  for (let round = 0; round < rounds; round += 1) for (const { run } of subjects) await run();
  const roundTimes = await measureRounds(subjects, rounds, processCpu);
  const [first = []] = [...roundTimes.values()];
  const firstCpu = first.map(({ cpu }) => cpu);
  const rows = [...roundTimes].map(([name, each]) => {
    const cpu = each.map((one) => one.cpu);
    return [
      name,
      figure((spreadOf(cpu).median / IDS.length) * 1_000),
      times(ratioOf(cpu, firstCpu, MIDDLE_HALF)),
      figure(spreadOf(each.map(({ wall }) => wall)).median),
    ];
  });
  return {
    title: '50 tasks at once, from our server, in Node',
    text: [
      [
        'CPU time of the client process for one id. `0.1×` is a tenth of the first line.',
        'The last column is the time until all 50 are read: a client waits 10 ms for further reads,',
        'and a new one reads the first task alone.',
      ].join(' '),
      markdownTable(['', 'CPU µs an id', 'CPU time', 'ms for all'], rows),
    ].join('\n\n'),
  };
}

async function readOneByOne(baseUrl: string): Promise<void> {
  await repeat(IDS.length, 6, async (index) => {
    const response = await fetch(`${baseUrl}task/status/${IDS[index]}/`);
    check([(await response.json()).task], [IDS[index] ?? '']);
  });
}

async function readBatch(baseUrl: string): Promise<void> {
  const tasks = Object.fromEntries(IDS.map((id) => [id, null]));
  const response = await fetch(`${baseUrl}v1/status/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tasks, groups: {} }),
  });
  const body: { readonly tasks: Readonly<Record<string, TaskRead>> } = await response.json();
  check(Object.values(body.tasks), IDS);
}

async function readWithClient(client: CeleryClient): Promise<void> {
  check(await client.taskStatuses(IDS), IDS);
}

/** @throws Error when a task is missing */
function check(reads: readonly TaskRead[], ids: readonly string[]): void {
  const found = new Set(reads.filter(({ status }) => status === 'SUCCESS').map(({ id }) => id));
  for (const id of ids) if (!found.has(id)) throw new Error(`no answer for ${id}`);
}
