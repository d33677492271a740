import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The folder of the Django project. */
export const PROJECT: string = fileURLToPath(new URL('../../django/', import.meta.url));

/** The environment that the project's settings read. */
export function djangoEnvironment(databaseUrl: string): Readonly<Record<string, string>> {
  return { BENCH_DATABASE_URL: databaseUrl, DJANGO_SETTINGS_MODULE: 'project.settings', PYTHONDONTWRITEBYTECODE: '1' };
}

/** Creates the tables with Django's own migrations. */
export async function migrate(python: string, databaseUrl: string): Promise<void> {
  const env = { ...process.env, ...djangoEnvironment(databaseUrl) };
  await run(python, ['-m', 'django', 'migrate', '--verbosity', '0'], { cwd: PROJECT, env });
}

/** Lets Celery create the tables of its result backend. */
export async function createCeleryTables(python: string, backend: string): Promise<void> {
  const script = 'from project.celery import app; app.AsyncResult("none").status';
  await run(python, ['-c', script], { cwd: PROJECT, env: { ...process.env, ...djangoEnvironment(backend) } });
}

/** Versions of Python and of the project's packages. */
export async function pythonVersions(python: string): Promise<Readonly<Record<string, string>>> {
  const script = `import importlib.metadata as m, json, platform
names = ['Django', 'celery', 'django-celery-results', 'gunicorn', 'flower', 'psycopg2-binary', 'PyMySQL', 'SQLAlchemy']
print(json.dumps({'Python': platform.python_version(), **{name: m.version(name) for name in names}}))`;
  const { stdout } = await run(python, ['-c', script]);
  return JSON.parse(stdout) as Readonly<Record<string, string>>;
}
