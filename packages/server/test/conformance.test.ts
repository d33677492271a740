import { fileURLToPath } from 'node:url';
import {
  type Difference,
  loadDifferences,
  loadVectors,
  type SchemaRelease,
  type ServerSettings,
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
import { isNotRun } from './is-not-run.ts';
import { type RawClient, rawClient } from './raw-http.ts';
import { type FileCase, replay } from './replay.ts';
import { hasNoRows, insertRows, makeTables } from './vector-rows.ts';

/** Every answer that Django was recorded to give, asked of the real server over a socket. */

const { differences } = await loadDifferences();
const files = new Map<string, VectorFile>();
for (const name of vectorFiles) files.set(name, await loadVectors(name));

/** These want an empty database each; the others of the top folder go together. */
const ALONE = ['old-writer.json', 'worker-run.json'];
const TOGETHER = vectorFiles.filter((name) => /^(found\/)?[^/]*$/.test(name) && !ALONE.includes(name));
/** Exceptions and types of a project. The answer depends on whether the server knows them. */
const CUSTOM = ['custom-exceptions.json', 'json-types.json'];

interface Scenario {
  readonly title: string;
  readonly files: readonly string[];
  readonly release: SchemaRelease;
  readonly databases: readonly DatabaseKind[];
  /** Whether the server runs without the exception classes and the types of the project. */
  readonly isUntold?: true;
  /** The release of Python of the recording process. Default: the newest. */
  readonly python?: string;
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
  { title: 'exceptions of Celery 5.7', files: ['5.7/exceptions.json'], release: '2.6', databases: EVERYWHERE },
  {
    title: 'ids that differ in case and accents',
    files: ['mariadb/mysql.json'],
    release: '2.6',
    databases: ['mariadb'],
  },
  {
    title: 'a process of Python 3.11',
    files: vectorFiles.filter((name) => name.startsWith('python-3.11/')),
    release: '2.6',
    databases: EVERYWHERE,
    python: '3.11',
  },
  {
    title: 'exceptions of configparser, which a process on MariaDB has loaded',
    files: ['mariadb/configparser.json'],
    release: '2.6',
    databases: ['mariadb'],
  },
  {
    title: 'a process on PostgreSQL',
    files: ['postgres/served.json'],
    release: '2.6',
    databases: ['postgres'],
  },
  ...(['5.6', '5.7'] as const).map((celery) => ({
    title: `rows of the SQLAlchemy backend of Celery ${celery}`,
    files: vectorFiles.filter((name) => name.startsWith(celery === '5.6' ? 'sqlalchemy/' : '5.7/sqlalchemy/')),
    release: `sqlalchemy-${celery}` as const,
    databases: EVERYWHERE,
  })),
  {
    title: 'exceptions and types that the server does not know',
    files: CUSTOM,
    release: '2.6',
    databases: ['sqlite'],
    isUntold: true,
  },
];

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const TOLD = ['--exception-classes', pathOf('shop-errors.ts'), '--json-types', pathOf('shop-types.json')];

/** The flags that make our server what the recording Django was. */
function flagsFor({ id_first, append_slash, middleware, serializer, accept }: ServerSettings): string {
  const flags = ['--base-path', '/celery/', '--serializer', serializer, '--accept-content', accept.join(',')];
  if (!id_first) flags.push('--no-id-first-urls');
  // The redirect is CommonMiddleware's.
  if (!append_slash || middleware === 'none') flags.push('--no-append-slash');
  return flags.join('\n');
}

function casesOf(name: string, database: DatabaseKind): readonly FileCase[] {
  return (files.get(name)?.cases ?? [])
    .filter((one) => !isNotRun(name, one.name, database))
    .map((one) => ({ file: name, case: one }));
}

const has = (file: string, name: string): boolean => files.get(file)?.cases.some((one) => one.name === name) ?? false;

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

function holdAgainst(database: TestDatabase, scenario: Omit<Scenario, 'databases'>): void {
  const { files: names, release, isUntold, python } = scenario;
  const servers = new Map<string, { readonly process: Listening; readonly client: RawClient }>();
  /** Which lines of the published list were shown, and by which case. */
  const shown = new Set<string>();
  const applying = differences.filter(({ recorded: { unless } }) => isUntold || unless === undefined);
  const filed = names.flatMap((name) => casesOf(name, database.kind));

  beforeAll(async () => {
    await makeTables(database, release);
    await Promise.all(
      [...new Set(filed.map((one) => flagsFor(one.case.server)))].map(async (flags) => {
        const process = await startServer({
          store: release.startsWith('sqlalchemy-') ? `db+${database.url}` : database.url,
          args: [
            ...flags.split('\n'),
            ...(isUntold ? [] : TOLD),
            ...(python === undefined ? [] : ['--python', python]),
          ],
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

  async function expectAnswers(asked: readonly FileCase[]): Promise<void> {
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
      it('cases without rows get the recorded answers', () =>
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

    const answered = names.filter((name) => filed.some(({ file }) => file === name));
    it.each(answered)('%s gets the recorded answers', (name) =>
      expectAnswers(filed.filter(({ file }) => file === name)),
    );

    if (names === TOGETHER || isUntold)
      it('the vectors of each published difference show it', () => {
        const lines = applying.filter(({ recorded: { unless } }) => !isUntold || unless !== undefined);
        const isRun = (name: string): boolean =>
          !TOGETHER.some((file) => isNotRun(file, name, database.kind) && has(file, name));
        for (const { django, vectors } of lines)
          for (const name of vectors.filter(isRun)) expect(shown).toContain(`${django} ${name}`);
      });
  });
}
