import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { foundOrSkip, pythonOrSkip, startServer, testDatabaseOrSkip } from '@celery-results/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { readCommand } from '../src/config/read-command.ts';
import { examineStore, migrate } from '../src/index.ts';
import { isInstalled } from './is-installed.ts';
import { createResultsFile } from './results-file.ts';

/** Files that users deploy with: they are what they say they are, and what they say of the server is so. */

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FILES = ['Dockerfile', 'docs/deploying.md', ...(await readdir(`${ROOT}deploy`)).map((name) => `deploy/${name}`)];
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const python = await pythonOrSkip('deploy');
const analyze = foundOrSkip(await isInstalled('systemd-analyze'), 'systemd-analyze is not installed');
const psql = foundOrSkip(await isInstalled('psql'), 'psql is not installed');
const postgres = await testDatabaseOrSkip('postgres');

function read(path: string): Promise<string> {
  return readFile(ROOT + path, 'utf8');
}

/** Runs a tool of the checking environment at the root. */
function tool(name: string, ...args: readonly string[]): Promise<{ readonly stdout: string }> {
  return run(join(dirname(python ?? ''), name), args, { cwd: ROOT });
}

/** Milliseconds that a server with these variables may take to stop. */
function drainOf(env: Readonly<Record<string, string>>): number {
  // the file of the store is where the server runs
  const { CELERY_RESULTS_STORE_FILE: _file, ...others } = env;
  const filled = Object.entries(others).map(([name, value]) => [name, value.replace(/\$\{.*?\}/g, 'x')]);
  const command = readCommand([], {
    CELERY_RESULTS_STORE: 'sqlite:///db',
    CELERY_RESULTS_AUTH: 'none',
    ...Object.fromEntries(filled),
  });
  if (command.name !== 'serve') throw new Error(`that is ${command.name}`);
  return command.drain.delay + command.drain.timeout;
}

describe('every deployment file', () => {
  it.each(FILES)('%s names only flags, commands and variables that exist', async (path) => {
    const text = await read(path);
    const { stdout: help } = await run(process.execPath, [MAIN, '--help']);
    for (const [name] of text.matchAll(/CELERY_RESULTS_[A-Z_]+[A-Z]/g)) expect(help.split(/\s+/)).toContain(name);
    // in running text, and after the command
    const flags = [...text.matchAll(/`(--[a-z-]+)|celery-results-server(?: \w+)? (--[a-z-]+)/g)].map(
      ([, a, b]) => a ?? b,
    );
    for (const flag of flags) expect(help).toMatch(new RegExp(`\\s${flag}[\\s,]`));
  });
});

describe('the memory of a process', () => {
  it.each(['deploy/compose.yaml', 'deploy/kubernetes.yaml', 'deploy/celery-results.service'])(
    'is larger than its heap in %s, by the space for buffers and code',
    async (path) => {
      const text = await read(path);
      const heap = Number(/--max-old-space-size=(\d+)$/m.exec(text)?.[1]);
      const memory = Number(
        /(?:mem_limit: |memory: |MemoryMax=)(\d{3,})(?:Mi?|m)$/im.exec(
          text.replace(/requests:[\s\S]*?limits:/, ''),
        )?.[1],
      );
      expect(heap).toBeGreaterThanOrEqual(memory / 2);
      expect(heap).toBeLessThanOrEqual((memory * 3) / 4);
      // a size that Node takes
      await run(process.execPath, [MAIN, '--version'], { env: { NODE_OPTIONS: `--max-old-space-size=${heap}` } });
    },
  );
});

describe('the Dockerfile', () => {
  it.skipIf(python === undefined)('has no finding of hadolint', async () => {
    await tool('hadolint', '--failure-threshold', 'style', 'Dockerfile');
  });

  it('runs as a numeric user other than root, without a shell', async () => {
    const last = (await read('Dockerfile')).split(/^FROM /m).at(-1) ?? '';
    expect(last).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    const [, health = '', entry = ''] = /CMD (\[.*\])\nENTRYPOINT (\[.*\])\n$/.exec(last) ?? [];
    expect(JSON.parse(health)).toEqual([...JSON.parse(entry), '--healthcheck']);
    expect(last).not.toMatch(/^RUN /m);
  });

  it('installs with the pnpm of the repository', async () => {
    const { packageManager } = JSON.parse(await read('package.json'));
    expect(await read('Dockerfile')).toContain(`npm install --global ${packageManager}\n`);
  });
});

interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly stop_grace_period: string;
  readonly ports: readonly string[];
  readonly [key: string]: unknown;
}

describe('deploy/compose.yaml', () => {
  let services: Readonly<Record<string, Service>>;
  beforeAll(async () => {
    services = parse(await read('deploy/compose.yaml')).services;
  });

  it.skipIf(python === undefined)('follows the Compose specification', async () => {
    const code = 'import sys, compose_spec; compose_spec.PyCompose.from_yaml(open(sys.argv[1]).read()).validate()';
    await tool('python', '-c', code, 'deploy/compose.yaml');
    const file = join(await mkdtemp(join(tmpdir(), 'celery-results-test-')), 'compose.yaml');
    await writeFile(file, (await read('deploy/compose.yaml')).replace('restart:', 'restrat:'));
    await expect(tool('python', '-c', code, file)).rejects.toThrow('restrat');
    await rm(dirname(file), { recursive: true });
  });

  it('gives the server enough time to stop, loopback only and no rights', () => {
    const { environment, stop_grace_period: grace, ports, ...others } = services['server'] ?? fail();
    expect(Number.parseInt(grace, 10) * 1_000).toBeGreaterThan(drainOf(environment));
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(others).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
  });
});

function fail(): never {
  throw new Error('it is not there');
}

describe('deploy/kubernetes.yaml', () => {
  let byKind: ReadonlyMap<string, { readonly spec: Spec }>;
  beforeAll(async () => {
    const all = parseAllDocuments(await read('deploy/kubernetes.yaml')).map((one) => one.toJS());
    byKind = new Map(all.map((one) => [one.kind, one]));
  });

  const pod = (): Pod => (byKind.get('Deployment') ?? fail()).spec.template.spec;

  it.skipIf(python === undefined)('follows the schemas of Kubernetes', async () => {
    await tool('kubernetes-validate', '--strict', 'deploy/kubernetes.yaml');
  });

  it('probes paths that the server answers', async () => {
    const results = await createResultsFile();
    const server = await startServer({ store: results.url });
    const { livenessProbe: live, readinessProbe: ready, ports } = pod().containers[0];
    expect([live.httpGet.path, ready.httpGet.path]).toEqual(['/livez', '/readyz']);
    for (const { httpGet } of [live, ready]) {
      await expect.poll(async () => (await fetch(new URL(httpGet.path, server.url))).status).toBe(200);
      expect(ports.find(({ name }) => name === httpGet.port)?.containerPort).toBe(8787);
    }
    await server.stop();
    await results.remove();
  });

  it('waits longer than the drain, and replaces no server before another one is ready', () => {
    const { terminationGracePeriodSeconds: grace, containers } = pod();
    const env = Object.fromEntries(containers[0].env.map(({ name, value = 'sqlite:///db' }) => [name, value]));
    const wait = containers[0].lifecycle.preStop.sleep.seconds * 1_000;
    expect(grace * 1_000).toBeGreaterThan(wait + drainOf(env));
    const { strategy } = byKind.get('Deployment')?.spec ?? fail();
    expect(strategy).toMatchObject({ rollingUpdate: { maxUnavailable: 0 } });
    expect(byKind.get('PodDisruptionBudget')?.spec).toMatchObject({ minAvailable: 1 });
  });

  it('gives the container no rights, and the store from a secret', () => {
    const { securityContext, containers, volumes, automountServiceAccountToken: token } = pod();
    expect([securityContext['runAsNonRoot'], token]).toEqual([true, false]);
    expect(containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const file = containers[0].env.find(({ name }) => name === 'CELERY_RESULTS_STORE_FILE')?.value ?? '';
    const mount = containers[0].volumeMounts.find(({ name }) => name === 'secret');
    expect([file, mount?.readOnly]).toEqual([`${mount?.mountPath}/store`, true]);
    expect(volumes).toContainEqual({ name: 'secret', secret: { secretName: 'celery-results', defaultMode: 0o440 } });
    expect(byKind.get('Secret')).toHaveProperty('stringData.store');
  });

  it('lets clients reach the port of answers only', () => {
    const { podSelector, policyTypes, ingress } = (byKind.get('NetworkPolicy') ?? fail())
      .spec as unknown as NetworkPolicy;
    const { template } = byKind.get('Deployment')?.spec ?? fail();
    expect([podSelector.matchLabels, policyTypes]).toEqual([template.metadata.labels, ['Ingress', 'Egress']]);
    expect(ingress.map(({ ports }) => ports)).toEqual([[{ port: 'http' }], [{ port: 'metrics' }]]);
    for (const { from } of ingress) expect(from).toHaveLength(1);
  });
});

interface NetworkPolicy {
  readonly podSelector: { readonly matchLabels: object };
  readonly policyTypes: readonly string[];
  readonly ingress: readonly { readonly from: readonly object[]; readonly ports: readonly object[] }[];
}

interface Spec {
  readonly template: { readonly metadata: { readonly labels: object }; readonly spec: Pod };
  readonly strategy?: unknown;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container {
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly securityContext: unknown;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string; readonly readOnly: boolean }[];
  readonly resources: { readonly limits: { readonly memory: string } };
}

interface Pod {
  readonly volumes: readonly object[];
  readonly terminationGracePeriodSeconds: number;
  readonly automountServiceAccountToken: boolean;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly containers: readonly [Container];
}

describe('deploy/celery-results.service', () => {
  it.skipIf(analyze === undefined)('is accepted by systemd without a warning, with a low exposure', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'celery-results-test-'));
    const unit = join(folder, 'celery-results.service');
    // systemd looks for the program
    const text = (await read('deploy/celery-results.service')).replace(
      '/usr/local/bin/celery-results-server',
      '/bin/true',
    );
    await writeFile(unit, text);
    const { stderr } = await run('systemd-analyze', ['verify', unit]);
    expect(stderr.split('\n').filter((line) => line.includes('celery-results'))).toEqual([]);
    // of 100: a service without any of it has 96
    await run('systemd-analyze', ['security', '--offline=true', '--threshold=20', '--no-pager', unit]);
    await rm(folder, { recursive: true });
  });

  it('waits longer than the drain, and does not restart after an invalid setting', async () => {
    const text = await read('deploy/celery-results.service');
    const env = Object.fromEntries(
      [...text.matchAll(/^Environment=(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
    );
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(text)?.[1]) * 1_000).toBeGreaterThan(drainOf(env));
    expect(text).toContain('\nRestartPreventExitStatus=2\n');
    // systemd gives up after five starts in ten seconds, and a database may be away for longer
    expect(text).toContain('\nStartLimitIntervalSec=0\n');
    await expect(run(process.execPath, [MAIN, '--port', 'x'])).rejects.toMatchObject({ code: 2 });
  });
});

describe.skipIf(postgres === undefined || psql === undefined)('deploy/reader.sql', () => {
  it('creates a login that can read two tables and nothing else, and can run again', async () => {
    const url = new URL(postgres?.url ?? '');
    await migrate(url.href);
    const name = `reader of ${url.pathname.slice(1)}`;
    const password = "hunter'2";
    const sql = [url.href, '--no-psqlrc', '--quiet', `--set=reader=${name}`, `--file=${ROOT}deploy/reader.sql`];
    for (let round = 0; round < 2; round += 1)
      await run('psql', sql, { env: { ...process.env, READER_PASSWORD: password } });
    try {
      const reader = new URL(url);
      [reader.username, reader.password] = [encodeURIComponent(name), encodeURIComponent(password)];
      const findings = await examineStore(reader.href);
      expect(findings.filter(({ level }) => level === 'error' || level === 'warning')).toEqual([]);
      expect(findings).toContainEqual({
        check: 'rights',
        level: 'ok',
        text: 'the user of the store URL may read and not write',
      });
      const asReader = (statement: string) => run('psql', [reader.href, '--no-psqlrc', '--command', statement]);
      await asReader('SELECT count(*) FROM django_celery_results_taskresult');
      await expect(asReader('SELECT count(*) FROM django_celery_results_chordcounter')).rejects.toThrow('denied');
      await expect(
        asReader('BEGIN; SET TRANSACTION READ WRITE; DELETE FROM django_celery_results_taskresult'),
      ).rejects.toThrow('denied');
    } finally {
      await postgres?.execute(`DROP OWNED BY "${name}"; DROP ROLE "${name}"`);
      await postgres?.close();
    }
  });
});
