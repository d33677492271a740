import { fileURLToPath } from 'node:url';
import {
  type Difference,
  loadDifferences,
  loadVectors,
  type SchemaRelease,
  type ServerSettings,
  type VectorCase,
  type VectorFile,
  vectorFiles,
} from '@celery-results/conformance';
import {
  type DatabaseKind,
  type Listening,
  startServer,
  type TestDatabase,
  testDatabaseOrSkip,
} from '@celery-results/testing';
import { afterAll, assert, beforeAll, describe, expect, it } from 'vitest';
import { type RawClient, rawClient } from './raw-http.ts';
import { type Filed, replay } from './replay.ts';
import { hasNoRows, insertRows, makeTables } from './vector-rows.ts';

/** Every answer that Django was recorded to give, asked of the real server over a socket. */

const { notRun, differences } = await loadDifferences();
const files = new Map<string, VectorFile>();
for (const name of vectorFiles) files.set(name, await loadVectors(name));

/** These want an empty database each; the others of the top folder go together. */
const ALONE = ['old-writer.json', 'worker-run.json'];
const TOGETHER = vectorFiles.filter((name) => /^(found\/)?[^/]*$/.test(name) && !ALONE.includes(name));
/** Exceptions of a project's own: what is answered depends on whether the server is told of their classes. */
const CUSTOM = 'custom-exceptions.json';

interface Scenario {
  readonly title: string;
  readonly files: readonly string[];
  readonly release: SchemaRelease;
  readonly databases: readonly DatabaseKind[];
  /** The server is not told of the project's own exception classes. */
  readonly isUntold?: true;
}

const EVERYWHERE: readonly DatabaseKind[] = ['sqlite', 'postgres', 'mariadb'];
const SCENARIOS: readonly Scenario[] = [
  { title: 'the rows of all cases', files: TOGETHER, release: '2.6', databases: EVERYWHERE },
  { title: 'rows of Celery 5.2', files: ['old-writer.json'], release: '2.6', databases: EVERYWHERE },
  {
    title: 'rows of Celery 5.2 in the tables of that time',
    files: ['old-writer.json'],
    release: '2.4',
    databases: EVERYWHERE,
  },
  { title: 'rows of a real worker', files: ['worker-run.json'], release: '2.6', databases: EVERYWHERE },
  {
    title: 'ids that differ in case and accents',
    files: ['mariadb/mysql.json'],
    release: '2.6',
    databases: ['mariadb'],
  },
  {
    title: 'exceptions that the server is not told of',
    files: [CUSTOM],
    release: '2.6',
    databases: ['sqlite'],
    isUntold: true,
  },
];

const TOLD = ['--exception-classes', fileURLToPath(new URL('shop-errors.ts', import.meta.url))];

/** The flags that make our server what the recording Django was. */
function flagsFor({ id_first, append_slash, middleware, serializer, accept }: ServerSettings): string {
  const flags = ['--base-path', '/celery/', '--serializer', serializer, '--accept-content', accept.join(',')];
  if (!id_first) flags.push('--no-id-first-urls');
  // The redirect is CommonMiddleware's.
  if (!append_slash || middleware === 'none') flags.push('--no-append-slash');
  return flags.join('\n');
}

function casesOf(name: string, database: DatabaseKind): readonly Filed[] {
  const isSkipped = (one: VectorCase): boolean =>
    notRun.some(
      (other) =>
        name.startsWith(other.file ?? '') &&
        (other.case ?? one.name) === one.name &&
        (other.databases?.includes(database) ?? true),
    );
  return (files.get(name)?.cases ?? []).filter((one) => !isSkipped(one)).map((one) => ({ file: name, case: one }));
}

const opened: TestDatabase[] = [];
afterAll(async () => {
  for (const database of opened) await database.close();
});

for (const { databases, ...scenario } of SCENARIOS) {
  for (const kind of databases) {
    const database = await testDatabaseOrSkip(kind);
    if (database !== undefined) opened.push(database);
    describe.skipIf(database === undefined)(`${scenario.title}, ${kind}`, () => {
      if (database !== undefined) holdAgainst(database, scenario);
    });
  }
}

function holdAgainst(database: TestDatabase, { files: names, release, isUntold }: Omit<Scenario, 'databases'>): void {
  const servers = new Map<string, { readonly process: Listening; readonly client: RawClient }>();
  /** Which lines of the published list were shown, and by which case. */
  const shown = new Set<string>();
  const applying = differences.filter(({ recorded: { unless } }) => isUntold || unless !== TOLD[0]);
  const filed = names.flatMap((name) => casesOf(name, database.kind));

  beforeAll(async () => {
    await makeTables(database, release);
    await Promise.all(
      [...new Set(filed.map((one) => flagsFor(one.case.server)))].map(async (flags) => {
        const process = await startServer({
          store: database.url,
          args: [...flags.split('\n'), ...(isUntold ? [] : TOLD)],
        });
        servers.set(flags, { process, client: rawClient(process.url) });
      }),
    );
  });

  afterAll(async () => {
    for (const { process, client } of servers.values()) {
      client.close();
      await process.stop();
    }
  });

  async function expectAnswers(asked: readonly Filed[]): Promise<void> {
    assert.isNotEmpty(asked);
    const complaints: string[] = [];
    for (const [flags, { client }] of servers) {
      const here = asked.filter((one) => flagsFor(one.case.server) === flags);
      const onDifference = ({ django }: Difference, shownBy: string): Set<string> => shown.add(`${django} ${shownBy}`);
      complaints.push(...(await replay({ client, differences: applying, onDifference }, here)));
    }
    if (complaints.length > 0) assert.fail(`${complaints.length} answers differ:\n${complaints.join('\n')}`);
  }

  // In the other files one case carries the rows of all.
  if (names === TOGETHER) {
    describe('before anything is stored', () => {
      it('the cases without rows are answered as recorded', () =>
        expectAnswers(filed.filter((one) => hasNoRows(one.case))));
    });
  }

  describe('once stored', () => {
    beforeAll(async () => {
      await insertRows(
        database,
        filed.map((one) => one.case),
        release,
      );
    });

    it.each(names)('%s is answered as recorded', (name) => expectAnswers(filed.filter((one) => one.file === name)));

    if (names === TOGETHER || isUntold)
      it('each line of the published list is shown by its vectors', () => {
        const lines = applying.filter(({ recorded: { unless } }) => !isUntold || unless === TOLD[0]);
        for (const { django, vectors } of lines)
          for (const name of vectors) expect(shown).toContain(`${django} ${name}`);
      });
  });
}
