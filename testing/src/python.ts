import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { reasonOf } from './random-name.ts';
import { foundOrSkip } from './skip.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FOLDER = join(ROOT, '.venv');
/** Nobody installs for longer; a lock that is older was left by a process that died. */
const LOCK_LIFETIME = 10 * 60_000;

/** Which releases of Celery, Django and django-celery-results: today's, or the oldest that results are read of as Django reads them. */
export type Releases = 'current' | 'oldest';

/** Which packages: those of some releases, Schemathesis, or the tools that check the files of `deploy/`. */
export type Packages = Releases | 'schemathesis' | 'deploy';

const REQUIREMENTS: Readonly<Record<Packages, string>> = {
  current: 'requirements.txt',
  oldest: 'requirements-oldest.txt',
  schemathesis: 'requirements-schemathesis.txt',
  deploy: 'requirements-deploy.txt',
};

/** The interpreter, or why there is none. */
type Python = { readonly path: string } | { readonly missing: string };

const found = new Map<Packages, Promise<Python>>();

/**
 * Path of a Python that can import celery, django, django_celery_results and drivers of the databases, in the versions of
 * `testing/requirements.txt` (or `-oldest.txt`, `-schemathesis.txt`, `-deploy.txt`). The first call on a machine makes a virtual environment in `testing/.venv` (about half a
 * minute); it is made anew when the requirements change. `CELERY_RESULTS_TEST_PYTHON` names one that has the current releases already.
 * Prints a `SKIPPED:` line and gives undefined when there is no Python 3 or the packages cannot be had.
 *
 * @throws Error when it is missing and `CI` is set.
 */
export async function pythonOrSkip(packages: Packages = 'current'): Promise<string | undefined> {
  const python = found.get(packages) ?? findPython(packages);
  found.set(packages, python);
  const outcome = await python;
  return 'path' in outcome ? outcome.path : foundOrSkip<string>(undefined, outcome.missing);
}

async function findPython(packages: Packages): Promise<Python> {
  const { CELERY_RESULTS_TEST_PYTHON: own, PYTHON = 'python3' } = process.env;
  if (own !== undefined && packages === 'current') return { path: own };
  const requirements = join(ROOT, REQUIREMENTS[packages]);
  const hash = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const environment = join(FOLDER, `${packages}-${hash}`);
  const python = { path: join(environment, 'bin', 'python') };
  const ready = join(environment, 'ready');
  if (existsSync(ready)) return python;
  try {
    await mkdir(FOLDER, { recursive: true });
    await locked(join(FOLDER, 'lock'), async () => {
      if (existsSync(ready)) return;
      await removeEarlier(packages);
      await run(PYTHON, ['-m', 'venv', environment]);
      await run(python.path, ['-m', 'pip', 'install', '--quiet', '-r', requirements], { timeout: LOCK_LIFETIME });
      await writeFile(ready, '');
    });
    return python;
  } catch (error) {
    return { missing: `Python with ${REQUIREMENTS[packages]} cannot be set up in testing/.venv (${reasonOf(error)})` };
  }
}

/** Earlier and half-made environments of these packages. */
async function removeEarlier(packages: Packages): Promise<void> {
  for (const name of await readdir(FOLDER)) {
    if (name.startsWith(`${packages}-`)) await rm(join(FOLDER, name), { recursive: true, force: true });
  }
}

/** Runs `work` while no other process does: making a folder succeeds for one of them only. */
async function locked(lock: string, work: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch {
      const made = await stat(lock).catch(() => undefined);
      if (made !== undefined && Date.now() - made.mtimeMs > LOCK_LIFETIME)
        await rm(lock, { recursive: true, force: true });
      // Another process installs packages meanwhile, and has no event to send us.
      else await pause(500);
    }
  }
  try {
    await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}
