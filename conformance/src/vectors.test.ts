import { describe, expect, it } from 'vitest';
import {
  loadDifferences,
  loadExceptionClasses,
  loadVectors,
  schemaSql,
  type VectorFile,
  vectorFiles,
} from './index.ts';

const files = new Map<string, VectorFile>();
for (const name of vectorFiles) files.set(name, await loadVectors(name));

/** The files whose rows one database can hold together. */
const loadable = vectorFiles.filter(
  (name) => !name.includes('/') && !['old-writer.json', 'worker-run.json'].includes(name),
);

describe('the recorded vectors', () => {
  it('are complete', () => {
    // the fuzzer adds and removes its own
    const recorded = vectorFiles.filter((name) => !name.includes('found/'));
    expect(recorded).toHaveLength(51);
    expect(recorded.flatMap((name) => files.get(name)?.cases ?? [])).toHaveLength(2593);
  });

  it.each(vectorFiles)('%s has as many cases as its count, each with a unique name and a request', (name) => {
    const file = files.get(name);
    expect(file?.format).toBe(1);
    expect(file?.cases).toHaveLength(file?.count ?? -1);
    expect(new Set(file?.cases.map((one) => one.name)).size).toBe(file?.count);
    for (const one of file?.cases ?? []) expect(one.requests.length, one.name).toBeGreaterThan(0);
  });

  it('fit into one database: no id occurs twice in the files that are loaded together', () => {
    const ids = loadable.flatMap((name) =>
      (files.get(name)?.cases ?? []).flatMap((one) =>
        Object.entries(one.rows ?? {}).flatMap(([table, rows]) =>
          rows.map((row) => `${table} ${row['task_id'] ?? row['group_id']}`),
        ),
      ),
    );
    expect(ids.length).toBeGreaterThan(500);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('have bytes for binary columns', () => {
    const pickled = files.get('sqlalchemy/values.json')?.cases.flatMap((one) => one.rows?.['celery_taskmeta'] ?? []);
    const results = pickled?.map((row) => row['result']).filter((value) => value !== null) ?? [];
    expect(results.length).toBeGreaterThan(50);
    // a pickle of protocol 2 or later starts with the opcode PROTO
    for (const value of results) expect(value instanceof Uint8Array && value[0]).toBe(0x80);
  });

  it('throw an error with the name of a file that does not exist', async () => {
    await expect(loadVectors('../package.json')).rejects.toThrow('No vector file ../package.json');
  });
});

describe('the recorded schema', () => {
  it('covers three databases in four releases', async () => {
    for (const database of ['sqlite', 'postgresql', 'mariadb'] as const) {
      expect(await schemaSql(database)).toMatch(/date_started/);
      expect(await schemaSql(database, '2.4')).not.toMatch(/date_started/);
      expect(await schemaSql(database, 'sqlalchemy-5.6')).toMatch(/celery_taskmeta/);
      expect(await schemaSql(database, 'sqlalchemy-5.7')).toMatch(/children/);
    }
  });
});

describe('the recorded exception classes', () => {
  it('are those of a bare process', async () => {
    const classes = await loadExceptionClasses();
    expect(Object.keys(classes)).toHaveLength(750);
    expect(classes['builtins:ValueError']?.names).toContain('builtins:ValueError');
  });
});

describe('the list of differences', () => {
  it('names only files and cases that exist, each with a reason', async () => {
    const { notRun, differences, unrecorded } = await loadDifferences();
    for (const { reason } of unrecorded) expect(reason).not.toBe('');
    for (const one of notRun) {
      expect(vectorFiles.some((name) => name.startsWith(one.file ?? ''))).toBe(true);
      expect(one.reason).not.toBe('');
    }
    const cases = new Set([...files.values()].flatMap((file) => file.cases.map((one) => one.name)));
    for (const { django, here, vectors, recorded } of differences) {
      expect([django, here]).not.toContain('');
      expect(vectors.length).toBeGreaterThan(0);
      for (const name of [...vectors, ...(recorded.cases ?? [])]) expect(cases).toContain(name);
    }
  });
});
