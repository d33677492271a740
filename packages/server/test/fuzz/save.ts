import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ServerSettings } from '@celery-results/conformance';
import type { Found, Sides } from './run.ts';

const FOLDER = fileURLToPath(new URL('../../../../conformance/vectors/found/', import.meta.url));

/** The text of a case that differs. Outside of CI it is also saved as a vector, which the conformance test replays from then on. */
export async function describeFound({ django }: Sides, server: Partial<ServerSettings>, found: Found): Promise<string> {
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
      all.filter((row) => ids.has(String(row['task_id'] ?? row['group_id']))),
    ]),
  );
  const settings = { middleware: 'default', id_first: true, append_slash: true, ...server };
  const vector = { name, note: 'found by the fuzzer', server: settings, rows, requests: outcome?.requests };
  const file = { format: 1, versions: django.versions, storage: 'sqlite3', count: 1, cases: [vector] };
  await mkdir(FOLDER, { recursive: true });
  await writeFile(`${FOLDER}${name}.json`, `${JSON.stringify(file, undefined, 1)}\n`);
  return `${text}\nsaved as conformance/vectors/found/${name}.json`;
}
