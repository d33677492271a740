import assert from 'node:assert/strict';
import { constants } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parseDocument } from 'yaml';
import { ROOT } from './processes.ts';

const FOLDER = '.github/workflows/';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

interface Job {
  readonly 'runs-on': string;
  readonly 'timeout-minutes': number;
  readonly needs?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly node: readonly number[] } };
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly name: string;
  readonly on: unknown;
  readonly permissions: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

async function read(name: string): Promise<Workflow> {
  const document = parseDocument(await readFile(ROOT + FOLDER + name, 'utf8'), { strict: true, uniqueKeys: true });
  assert.deepEqual([...document.errors, ...document.warnings], [], name);
  return document.toJS();
}

const workflows = await Promise.all((await readdir(ROOT + FOLDER)).map(read));
const jobs = workflows.flatMap(({ jobs }) => Object.values(jobs));
const steps = jobs.flatMap(({ steps }) => steps);

test('every workflow may only read unless a job says otherwise, and every job has a time limit', () => {
  assert.ok(workflows.length > 0);
  for (const { permissions } of workflows) assert.deepEqual(permissions, { contents: 'read' });
  for (const job of jobs) {
    assert.equal(job['runs-on'], 'ubuntu-latest');
    assert.ok(job['timeout-minutes'] > 0);
    assert.ok(['read', undefined].includes(job.permissions?.['contents']));
  }
});

test('every action is pinned to a release', () => {
  for (const { uses, run } of steps) {
    assert.equal((uses === undefined) !== (run === undefined), true);
    if (uses !== undefined) assert.match(uses, /^[\w-]+\/[\w-]+@(?:v\d+|[0-9a-f]{40})$/);
  }
});

test('every script that a step runs is there and executable', async () => {
  const scripts = steps.flatMap(({ run = '' }) => run.match(/\.ci\/\w+/g) ?? []);
  assert.deepEqual([...new Set(scripts)].sort(), ['.ci/pack', '.ci/run', '.ci/start']);
  for (const script of scripts) await access(ROOT + script, constants.X_OK);
});

test('the demo and the tests start on the oldest Node that package.json allows, and on later ones', async () => {
  const { engines } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'));
  const matrix = jobs.flatMap(({ strategy }) => strategy?.matrix.node ?? []);
  assert.equal(engines.node, `>=${Math.min(...matrix)}`);
  assert.ok(matrix.length > 2);
});

test('a release is published with provenance, after all tests', () => {
  const publish = jobs.filter(({ steps }) => steps.some(({ run }) => run?.includes('npm publish')));
  assert.equal(publish.length, 1);
  const [job] = publish;
  assert.deepEqual(job?.permissions, { contents: 'read', 'id-token': 'write' });
  assert.equal(job?.needs, 'tests');
  assert.ok(job?.steps.some(({ run }) => run?.includes('npm publish "$tarball" --provenance')));
});
