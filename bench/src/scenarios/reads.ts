import { groupId, largeId } from '../data/ids.ts';
import { figure } from '../section/format.ts';
import { measure } from './measure.ts';
import { taskCount, writeBatchFile, writeFile, writeSingleFiles } from './request-files.ts';
import { findServer, type Scenario, statusServers } from './scenario.ts';

// Reads of one thing by its URL, as fast as a server answers.

const CONNECTIONS = 64;
const GROUP_CONNECTIONS = 16;
const IDS_PER_BATCH = 50;
/** Least length of a measurement of groups: SQLAlchemy takes tenths of a second for one. */
const SQLALCHEMY_SECONDS = 2;

/** Single tasks. */
export const single: Scenario = async (context) => {
  const files = await writeSingleFiles(context);
  const entries = context.servers
    .filter(({ role }) => role !== 'large')
    .map((server) => ({
      label: server.name,
      server,
      connections: CONNECTIONS,
      file: server.role === 'flower' ? files.flower : files.django,
    }));
  return [
    {
      key: 'single',
      database: context.database,
      title: 'One task',
      note: `\`GET task/status/ID/\` of ${figure(taskCount(context))} random ids, ${CONNECTIONS} connections.`,
      unit: 'requests',
      subject: 'ours',
      lines: await measure(entries, context, context.options),
    },
  ];
};

/** Groups with their tasks. */
export const group: Scenario = async (context) => {
  const { seconds } = context.options;
  const minSeconds = context.database === 'sqlalchemy' ? SQLALCHEMY_SECONDS : 0;
  const requests = Array.from({ length: context.amounts.groups }, (_, at) => ({
    path: `/celery/group/status/${groupId(at)}/`,
  }));
  const file = await writeFile(context, 'groups', requests);
  const entries = statusServers(context).map((server) => ({
    label: server.name,
    server,
    file,
    connections: GROUP_CONNECTIONS,
  }));
  return [
    {
      key: 'group',
      database: context.database,
      title: 'A group of 100 tasks',
      note: [
        `\`GET group/status/ID/\` of ${figure(requests.length)} groups, ${GROUP_CONNECTIONS} connections.`,
        'The groups have no failed tasks: Django answers 500 for groups that do.',
      ].join(' '),
      unit: 'requests',
      subject: 'ours',
      lines: await measure(entries, context, { ...context.options, seconds: Math.max(seconds, minSeconds) }),
    },
  ];
};

/** Large results. */
export const large: Scenario = async (context) => {
  const requests = Array.from({ length: context.amounts.large }, (_, at) => ({
    path: `/celery/task/status/${largeId(at)}/`,
  }));
  const file = await writeFile(context, 'large', requests);
  const servers = [...statusServers(context), findServer(context, 'ours, no cache')];
  const entries = servers.map((server) => ({ label: server.name, server, file, connections: CONNECTIONS }));
  return [
    {
      key: 'large',
      database: context.database,
      title: 'Results of 100 kB',
      note: [
        `\`GET task/status/ID/\` of ${figure(requests.length)} tasks, ${CONNECTIONS} connections.`,
        'Ours asks the database for the version of the row, and reads the row only when its version has changed.',
        'Without cache (`--cache-size 0`) it reads the row every time.',
      ].join(' '),
      unit: 'requests',
      subject: 'ours',
      lines: await measure(entries, context, context.options),
    },
  ];
};

/** Batches of tasks, beside single tasks. */
export const batch: Scenario = async (context) => {
  const { django: file } = await writeSingleFiles(context);
  const subject = `ours, batch of ${IDS_PER_BATCH}`;
  const batchEntry = {
    label: subject,
    server: findServer(context, 'ours'),
    file: await writeBatchFile(context, IDS_PER_BATCH),
    connections: GROUP_CONNECTIONS,
    idsPerRequest: IDS_PER_BATCH,
  };
  const singleEntries = statusServers(context).map((server) => ({
    label: `${server.name}, one by one`,
    server,
    file,
    connections: CONNECTIONS,
  }));
  return [
    {
      key: 'batch',
      database: context.database,
      title: `A batch of ${IDS_PER_BATCH} tasks`,
      note: [
        `\`POST v1/status/\` with ${IDS_PER_BATCH} random ids without etags, ${GROUP_CONNECTIONS} connections.`,
        `Only our server has this URL; the other lines are single reads with ${CONNECTIONS} connections.`,
        'Times are for one request, all other figures for one id.',
      ].join(' '),
      unit: 'ids',
      subject,
      lines: await measure([batchEntry, ...singleEntries], context, context.options),
    },
  ];
};
