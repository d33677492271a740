import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { CYCLE, groupId, largeId, taskId } from '../data/ids.ts';
import type { Contestant } from '../servers/contestant.ts';

/** Whether everybody says what Django says, before anybody is measured: our server in the same bytes, the others in the same JSON. */

const TRIES = 20;
/** Every kind of row, and a task that there is none of. */
const TASKS = [...Array.from({ length: CYCLE * 2 }, (_, at) => taskId(at)), taskId(10 ** 12)];
const PATHS = [
  ...TASKS.map((id) => `/celery/task/status/${id}/`),
  ...[0, 1, 2].map((at) => `/celery/task/status/${largeId(at)}/`),
  ...[0, 7, 19].map((at) => `/celery/group/status/${groupId(at)}/`),
];

/** @throws Error that names the first answer that differs */
export async function checkAnswers(contestants: readonly Contestant[]): Promise<void> {
  const django = contestants.find(({ name }) => name === 'Django');
  if (!django) throw new Error('there is no Django to compare with');
  const expected = new Map<string, string>();
  for (const path of PATHS) expected.set(path, await read(django, path));
  for (const contestant of contestants) await checkOne(contestant, expected);
}

async function checkOne(contestant: Contestant, expected: ReadonlyMap<string, string>): Promise<void> {
  const { speaks } = contestant;
  if (speaks === 'constant') return;
  if (speaks === 'flower') return checkFlower(contestant, expected);
  for (const [path, text] of expected) {
    const answer = await read(contestant, path);
    const isSame =
      speaks === 'ours' || speaks === 'tasks' || speaks === 'large'
        ? answer === text
        : isDeepStrictEqual(JSON.parse(answer), JSON.parse(text));
    if (!isSame) throw differs(contestant, path, { answer, text });
  }
  if (speaks === 'ours') await checkBatch(contestant, expected);
}

interface TaskAnswer {
  readonly task: Readonly<Record<string, unknown>>;
}

function taskOf(expected: ReadonlyMap<string, string>, id: string): TaskAnswer['task'] {
  return (JSON.parse(expected.get(`/celery/task/status/${id}/`) ?? '{}') as TaskAnswer).task;
}

async function checkFlower(contestant: Contestant, expected: ReadonlyMap<string, string>): Promise<void> {
  for (const id of TASKS) {
    const path = `/api/task/result/${id}`;
    const answer = await read(contestant, path);
    const { status, result, traceback } = taskOf(expected, id);
    // Flower leaves the result out before the task has ended
    const ended = status === 'SUCCESS' || status === 'FAILURE' ? { result } : {};
    const text = { 'task-id': id, state: status, ...ended, ...(traceback === undefined ? {} : { traceback }) };
    if (!isDeepStrictEqual(JSON.parse(answer), text))
      throw differs(contestant, path, { answer, text: JSON.stringify(text) });
  }
}

async function checkBatch(contestant: Contestant, expected: ReadonlyMap<string, string>): Promise<void> {
  const path = '/celery/v1/status/';
  const body = JSON.stringify({ tasks: Object.fromEntries(TASKS.map((id) => [id, null])) });
  const headers = { 'Content-Type': 'application/json' };
  const response = await fetch(contestant.origin + path, { method: 'POST', body, headers });
  const answer = await response.text();
  const { tasks } = JSON.parse(answer) as {
    readonly tasks?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  for (const id of TASKS) {
    const task = taskOf(expected, id);
    const same = Object.keys(task).every((key) => isDeepStrictEqual(tasks?.[id]?.[key], task[key]));
    if (!same) throw differs(contestant, path, { answer, text: JSON.stringify(task) });
  }
}

async function read(
  { name, origin }: Pick<Contestant, 'name' | 'origin'>,
  path: string,
  tries = TRIES,
): Promise<string> {
  const response = await fetch(origin + path);
  const text = await response.text();
  if (response.status === 503 && tries > 1) {
    // a machine that is busy with others makes a server feel overloaded
    await pause(100);
    return read({ name, origin }, path, tries - 1);
  }
  if (response.status !== 200)
    throw new Error(`${name} answers ${path} with ${response.status}: ${text.slice(0, 500)}`);
  return text;
}

function differs({ name }: Contestant, path: string, { answer, text }: { answer: string; text: string }): Error {
  return new Error(
    `${name} answers ${path} with\n${answer.slice(0, 2_000)}\nwhere Django has\n${text.slice(0, 2_000)}`,
  );
}
