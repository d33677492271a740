import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { CYCLE, groupId, largeId, taskId } from '../data/ids.ts';
import type { BenchServer } from '../servers/bench-server.ts';

const MAX_TRIES = 20;
const RETRY_MS = 100;
/** Every kind of row, and an unknown task. */
const TASKS = [...Array.from({ length: CYCLE * 2 }, (_, at) => taskId(at)), taskId(10 ** 12)];
const PATHS = [
  ...TASKS.map((id) => `/celery/task/status/${id}/`),
  ...[0, 1, 2].map((at) => `/celery/task/status/${largeId(at)}/`),
  ...[0, 7, 19].map((at) => `/celery/group/status/${groupId(at)}/`),
];

/** Django's answers, by path. */
type Expected = ReadonlyMap<string, string>;

/**
 * Compares the answers of all servers with Django's before they are measured. Ours must have the same bytes, the others
 * the same JSON.
 *
 * @throws Error that names the first answer that differs
 */
export async function checkAnswers(servers: readonly BenchServer[]): Promise<void> {
  const django = servers.find(({ name }) => name === 'Django');
  if (!django) throw new Error('Django is missing: its answers are what the others are compared with');
  const expected = new Map<string, string>();
  for (const path of PATHS) expected.set(path, await read(django, path));
  for (const server of servers) await checkServer(server, expected);
}

async function checkServer(server: BenchServer, expected: Expected): Promise<void> {
  const { role } = server;
  if (role === 'constant') return;
  if (role === 'flower') return checkFlower(server, expected);
  for (const [path, text] of expected) {
    const answer = await read(server, path);
    const isSame =
      role === 'ours' || role === 'tasks' || role === 'large'
        ? answer === text
        : isDeepStrictEqual(JSON.parse(answer), JSON.parse(text));
    if (!isSame) throw differenceError(server, path, { answer, expected: text });
  }
  if (role === 'ours') await checkBatch(server, expected);
}

interface TaskAnswer {
  readonly task: Readonly<Record<string, unknown>>;
}

function expectedTask(expected: Expected, id: string): TaskAnswer['task'] {
  return (JSON.parse(expected.get(`/celery/task/status/${id}/`) ?? '{}') as TaskAnswer).task;
}

async function checkFlower(server: BenchServer, expected: Expected): Promise<void> {
  for (const id of TASKS) {
    const path = `/api/task/result/${id}`;
    const answer = await read(server, path);
    const { status, result, traceback } = expectedTask(expected, id);
    // Flower omits the result until the task has ended
    const ended = status === 'SUCCESS' || status === 'FAILURE' ? { result } : {};
    const body = { 'task-id': id, state: status, ...ended, ...(traceback === undefined ? {} : { traceback }) };
    if (!isDeepStrictEqual(JSON.parse(answer), body))
      throw differenceError(server, path, { answer, expected: JSON.stringify(body) });
  }
}

async function checkBatch(server: BenchServer, expected: Expected): Promise<void> {
  const path = '/celery/v1/status/';
  const body = JSON.stringify({ tasks: Object.fromEntries(TASKS.map((id) => [id, null])) });
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(server.origin + path, { method: 'POST', body, headers });
  const answer = await response.text();
  const { tasks } = JSON.parse(answer) as {
    readonly tasks?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  for (const id of TASKS) {
    const task = expectedTask(expected, id);
    const isSame = Object.keys(task).every((key) => isDeepStrictEqual(tasks?.[id]?.[key], task[key]));
    if (!isSame) throw differenceError(server, path, { answer, expected: JSON.stringify(task) });
  }
}

async function read(
  { name, origin }: Pick<BenchServer, 'name' | 'origin'>,
  path: string,
  tries: number = MAX_TRIES,
): Promise<string> {
  const response = await fetch(origin + path);
  const text = await response.text();
  if (response.status === 503 && tries > 1) {
    // other processes on the machine may make the server refuse requests
    await pause(RETRY_MS);
    return read({ name, origin }, path, tries - 1);
  }
  if (response.status !== 200)
    throw new Error(`${name} answers ${path} with ${response.status}: ${text.slice(0, 500)}`);
  return text;
}

function differenceError(
  { name }: BenchServer,
  path: string,
  { answer, expected }: { readonly answer: string; readonly expected: string },
): Error {
  return new Error(
    `${name} answers ${path} with\n${answer.slice(0, 2_000)}\nwhere Django answers\n${expected.slice(0, 2_000)}`,
  );
}
