import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ServerSettings } from '@celery-results/conformance';
import type { Found, Sides } from './run.ts';

const VECTORS = new URL('../../../../conformance/vectors/', import.meta.url);

/** What was found, and where the vector of it belongs. */
export interface Finding extends Found {
  /** The folder of vectors of the same tables, below `vectors/`; empty for those of django-celery-results. */
  readonly folder: '' | '5.7/sqlalchemy/';
}

/** Describes a case that differs. Outside of CI it also saves the case as a vector for the conformance test. */
export async function describeFound(
  { django }: Sides,
  server: Partial<ServerSettings>,
  { folder, ...found }: Finding,
): Promise<string> {
  const { case: one, complaint, index } = found;
  const text = `case ${index}, shrunk: ${JSON.stringify(one, undefined, 1)}\n${complaint}`;
  const { CI = '' } = process.env;
  if (CI !== '') return text;
  const name = `found-${one.name}`;
  const [outcome] = await django.answer(server, [{ ...one, name }], true);
  const ids = new Set(outcome?.requests.map(({ path }) => decodeURIComponent(path.split('/').at(-2) ?? '')));
  const rows = Object.fromEntries(
    Object.entries(outcome?.rows ?? {}).map(([table, all]) => [
      table,
      all.filter((row) => ids.has(String(row['task_id'] ?? row['group_id'] ?? row['taskset_id']))),
    ]),
  );
  const settings = { middleware: 'default', id_first: true, append_slash: true, ...server };
  const vector = { name, note: 'found by the fuzzer', server: settings, rows, requests: outcome?.requests };
  const storage = folder === '' ? 'sqlite3' : 'db+sqlite';
  const file = { format: 1, versions: django.versions, storage, count: 1, cases: [vector] };
  const path = `${folder}found/${name}.json`;
  await mkdir(fileURLToPath(new URL('.', new URL(path, VECTORS))), { recursive: true });
  await writeFile(new URL(path, VECTORS), `${JSON.stringify(file, undefined, 1)}\n`);
  return `${text}\nsaved as conformance/vectors/${path}`;
}
