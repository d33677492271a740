import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CeleryClient, createClient, type GroupStatus, type TaskStatus } from '@celery-results/client';
import { pythonOrSkip, type TestDatabase, testDatabaseOrSkip } from '@celery-results/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Project, startProject } from './project.ts';

const python = await pythonOrSkip();

for (const kind of ['sqlite', 'postgres'] as const) {
  const database = await testDatabaseOrSkip(kind);
  describe.skipIf(python === undefined || database === undefined)(`a real worker and Django on ${kind}`, () => {
    if (python !== undefined && database !== undefined) compareOn(python, database);
  });
}

function compareOn(interpreter: string, database: TestDatabase): void {
  let project: Project;
  let ids: Readonly<Record<string, string>>;
  let clients: readonly CeleryClient[];

  beforeAll(async () => {
    project = await startProject(interpreter, database);
    clients = [project.views, project.ours].map((baseUrl) => createClient({ baseUrl }));
    ids = JSON.parse(await project.manage('start_all', join(project.folder, 'go')));
  });
  afterAll(async () => {
    await project?.stop();
    await database.close();
  });

  const idOf = (name: string): string => ids[name] ?? expect.fail(`start_all sent no ${name}`);
  const bodies = (path: string): Promise<string[]> =>
    Promise.all([project.views, project.ours].map(async (base) => (await fetch(base + path)).text()));

  /** Reads from both servers until both return a final status. The test's own timeout ends it otherwise. */
  async function pollBoth<T extends { readonly isReady: boolean }>(
    read: (client: CeleryClient) => Promise<T>,
  ): Promise<readonly T[]> {
    return Promise.all(
      clients.map(async (client) => {
        let last = await read(client);
        while (!last.isReady) last = await read(client);
        return last;
      }),
    );
  }
  const task = (name: string): Promise<readonly TaskStatus[]> => pollBoth((client) => client.taskStatus(idOf(name)));
  const group = (name: string): Promise<readonly GroupStatus[]> => pollBoth((client) => client.groupStatus(idOf(name)));

  it('is the same on both servers while a task runs', async () => {
    const read = (client: CeleryClient): Promise<TaskStatus> => client.taskStatus(idOf('waiting'));
    for (const client of clients)
      await expect.poll(async () => (await read(client)).status, { timeout: 30_000 }).toBe('PROGRESS');
    const [theirs, ours] = await bodies(`task/status/${idOf('waiting')}/`);
    expect(ours).toBe(theirs);
    expect(await Promise.all(clients.map(read))).toMatchObject([
      { progress: { percent: 50 } },
      { progress: { percent: 50 } },
    ]);
    await writeFile(join(project.folder, 'go'), '');
    expect(await task('waiting')).toMatchObject([{ result: 'found' }, { result: 'found' }]);
  });

  it.each([
    ['build', 'succeeded'],
    ['load_prices', 'failed'],
    ['check_prices', 'failed'],
    ['notify', 'succeeded'],
    ['odd_values', 'succeeded'],
    ['expired', 'revoked'],
  ])('ends %s as %s, with the same bytes on both servers', async (name, phase) => {
    const [theirs, ours] = await task(name);
    expect(theirs?.phase).toBe(phase);
    // only our server sends the other fields of the row
    expect(ours).toMatchObject({ ...theirs, known: true, worker: expect.stringMatching(/^celery@/) });
    for (const path of [`task/status/${idOf(name)}/`, `task/done/${idOf(name)}/`, `${idOf(name)}/status/`]) {
      const [expected, got] = await bodies(path);
      expect(got).toBe(expected);
    }
  });

  it("has the project's own exception class, as Django has it", async () => {
    const [, ours] = await task('check_prices');
    expect(ours).toMatchObject({ exc: 'reports.tasks.PriceMissing', result: "PriceMissing('row 7', 7)" });
  });

  it('has the same bytes for a group that succeeds', async () => {
    const [theirs, ours] = await group('good_group');
    expect(theirs).toMatchObject({ isSuccessful: true, counts: { total: 8, succeeded: 8 } });
    expect(ours).toMatchObject(theirs ?? {});
    for (const path of [`group/status/${idOf('good_group')}/`, `group/done/${idOf('good_group')}/`]) {
      const [expected, got] = await bodies(path);
      expect(got).toBe(expected);
    }
  });

  it('has the same members for a group with a failed member, for which Django answers 500', async () => {
    expect((await fetch(`${project.views}group/status/${idOf('mixed_group')}/`)).status).toBe(500);
    const [theirs, ours] = await group('mixed_group');
    expect(theirs).toMatchObject({ isFailed: true, counts: { total: 3, succeeded: 2, failed: 1 } });
    const outline = (one: GroupStatus | undefined) =>
      one?.tasks.map(({ id, phase, result }) => ({ id, phase, result }));
    expect(outline(ours)).toEqual(outline(theirs));
    expect(ours?.counts).toEqual(theirs?.counts);
  });
}
