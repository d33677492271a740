import { migrate } from '@celery-results/server';
import { startServer, testDatabaseOrSkip } from '@celery-results/testing';
import { type CpuUse, watchCpu } from '../machine/cpu-watch.ts';
import { findDatabaseProcess } from '../machine/database-process.ts';
import { treeResident } from '../machine/proc.ts';
import type { Options, SqlDatabase } from '../options.ts';
import type { Section } from '../section/section.ts';
import { type Amounts, MEASURED, SHORT } from './amounts.ts';
import { CASES } from './cases.ts';
import { fillLists } from './fill-lists.ts';
import { measureList, measureStats } from './measure-lists.ts';
import { type ListFigures, listSection } from './section.ts';

/**
 * Measures lists and numbers over all tasks on each SQL database. The server does not refuse requests while other
 * processes keep it from running: the report says how much they used.
 */
export async function listSections(options: Options, log: (line: string) => void): Promise<readonly Section[]> {
  const amounts = { ...(options.short ? SHORT : MEASURED), rows: options.rows };
  const sections: Section[] = [];
  for (const database of options.databases) {
    if (database === 'redis' || database === 'sqlalchemy') continue;
    const figures = await measureDatabase(database, amounts, log);
    if (figures) sections.push(listSection(figures, amounts));
  }
  return sections;
}

async function measureDatabase(
  name: SqlDatabase,
  amounts: Amounts,
  log: (line: string) => void,
): Promise<ListFigures | undefined> {
  const database = await testDatabaseOrSkip(name);
  if (!database) return undefined;
  try {
    log(`lists, ${name}: inserting ${amounts.rows} tasks`);
    await migrate(database.url);
    await fillLists(database, amounts.rows);
    const { version, pids } = await findDatabaseProcess(database);
    log(`lists, ${name}: measuring`);
    const server = await startServer({ store: database.url, args: ['--log-level', 'warn'] });
    try {
      const watched = async <Result>(measure: () => Promise<Result>): Promise<{ result: Result; cpu?: CpuUse }> => {
        const stopWatch = watchCpu([server.pid], pids);
        const result = await measure();
        const cpu = stopWatch();
        return cpu ? { result, cpu } : { result };
      };
      const stats = await watched(() => measureStats(server.url, amounts));
      const residentBefore = treeResident([server.pid]);
      const lists = [];
      for (const one of CASES)
        lists.push({ name: one.name, ...(await watched(() => measureList(server.url, one, amounts))) });
      return { version, stats, lists, resident: { before: residentBefore, after: treeResident([server.pid]) } };
    } finally {
      await server.stop();
    }
  } finally {
    await database.close();
  }
}
