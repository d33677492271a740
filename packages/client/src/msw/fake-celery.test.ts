import { describe, expect, it } from 'vitest';
import { useFakeServers } from '../../test/use-fake-servers.ts';
import { celeryHandlers, type FakeCelery } from './index.ts';

const { fake, connect } = useFakeServers().django;

/** Polls a task a number of times. Returns the phase of each poll. */
const pollPhases = async (id: string, polls: number): Promise<string[]> => {
  const phases: string[] = [];
  for (let poll = 0; poll < polls; poll += 1) phases.push((await connect().taskStatus(id)).phase);
  return phases;
};

describe('the script of a task', () => {
  it('advances by one state per poll, and keeps its last state', async () => {
    fake.task('t').pending(2).started().progress(1, 10).succeed({ rows: 5 });
    expect(await pollPhases('t', 6)).toEqual(['pending', 'pending', 'running', 'running', 'succeeded', 'succeeded']);
  });

  it('continues at the next poll when states are added later', async () => {
    const task = fake.task('t').started();
    expect(await pollPhases('t', 3)).toEqual(['running', 'running', 'running']);
    task.succeed();
    expect(await pollPhases('t', 1)).toEqual(['succeeded']);
  });

  it('is replaced by a newer script of the same task, which starts with its first state', async () => {
    const older = fake.task('t').pending(5).succeed();
    fake.task('t').fail('ValueError');
    expect(await pollPhases('t', 2)).toEqual(['failed', 'failed']);
    older.revoke();
    expect(await pollPhases('t', 1)).toEqual(['revoked']);
  });

  it('has no row before its first state, and none after a reset', async () => {
    const task = fake.task('t');
    expect(await pollPhases('t', 1)).toEqual(['pending']);
    task.succeed();
    fake.reset();
    expect(await pollPhases('t', 1)).toEqual(['pending']);
    task.started();
    expect(await pollPhases('t', 1)).toEqual(['running']);
  });

  it('counts one poll for a response that contains the task twice, and no poll for group/done', async () => {
    fake.group('g', ['t', 't']);
    fake.task('t').pending(2).succeed();
    await connect().groupMembers('g');
    await connect().groupMembers('g');
    expect((await connect().groupStatus('g')).counts.pending).toBe(2);
    expect(await pollPhases('t', 2)).toEqual(['pending', 'succeeded']);
    expect(await connect().isGroupSuccessful('g')).toBe(true);
  });

  it('counts one poll for a group that Django answers with 500, although the client sends more requests', async () => {
    fake.group('g', ['a', 'b']);
    fake.task('a').fail('ValueError', 'no');
    fake.task('b').pending().progress(1, 2).succeed();
    const client = connect();
    const phases: (readonly string[])[] = [];
    for (let poll = 0; poll < 3; poll += 1)
      phases.push((await client.groupStatus('g')).tasks.map((task) => task.phase));
    expect(phases).toEqual([
      ['failed', 'pending'],
      ['failed', 'running'],
      ['failed', 'succeeded'],
    ]);
  });
});

describe('the states of a task', () => {
  it('are sent to the client with their data', async () => {
    fake.task('p').progress(3, 4, { note: 'almost' });
    expect(await connect().taskStatus('p')).toMatchObject({
      result: { current: 3, total: 4, note: 'almost' },
      progress: { percent: 75 },
    });
    fake.task('s').state('Sending', ['mail']);
    expect(await connect().taskStatus('s')).toMatchObject({ status: 'Sending', phase: 'running', result: ['mail'] });
    fake.task('i').ignore();
    expect((await connect().taskStatus('i')).phase).toBe('ignored');
    fake.task('u').succeed().unknown();
    expect(await pollPhases('u', 2)).toEqual(['succeeded', 'pending']);
  });

  it('with an exception have its repr, class and traceback', async () => {
    fake.task('f').fail('shop.errors.CardRefused', ['no "money"', { left: -0.5 }], { traceback: 'Traceback …' });
    expect(await connect().taskStatus('f')).toMatchObject({
      phase: 'failed',
      result: `CardRefused('no "money"', {'left': -0.5})`,
      exc: 'shop.errors.CardRefused',
      traceback: 'Traceback …',
    });
    fake.task('r').retry('ConnectionError', 'later').retry();
    expect(await connect().taskStatus('r')).toMatchObject({ phase: 'retrying', exc: 'builtins.ConnectionError' });
    expect(await connect().taskStatus('r')).toMatchObject({ phase: 'retrying', result: 'None' });
    fake.task('v').revoke('expired');
    expect(await connect().taskStatus('v')).toMatchObject({ phase: 'revoked', result: "TaskRevokedError('expired')" });
  });

  it('are copies, which a later change of the value does not affect', async () => {
    const value = { rows: [1] };
    fake.task('t').succeed(value);
    value.rows.push(2);
    expect(await connect().taskStatus('t')).toMatchObject({ result: { rows: [1] } });
  });

  it('are rejected if Celery cannot store them', () => {
    const loop: unknown[] = [];
    loop.push({ loop });
    const task = fake.task('t');
    expect(() => task.succeed({ at: [new Date()] })).toThrow(new TypeError('result.at[0] is a Date'));
    expect(() => task.succeed(new Map())).toThrow(new TypeError('result is a Map'));
    expect(() => task.succeed([() => 1])).toThrow(new TypeError('result[0] is function'));
    expect(() => task.succeed(loop)).toThrow(new TypeError('result[0].loop contains itself'));
    expect(() => task.fail('ValueError', [undefined])).toThrow(new TypeError('args[0] is undefined'));
    expect(() => task.state('FAILURE', 'no')).toThrow(/takes fail\(\), retry\(\) or revoke\(\)/);
    expect(() => task.pending(0)).toThrow(RangeError);
    expect(() => task.pending(1.5)).toThrow(RangeError);
  });
});

describe('a fake Celery', () => {
  it('removes a group, and keeps its tasks', async () => {
    const group = fake.group('g', ['t']);
    fake.task('t').succeed();
    expect(await connect().isGroupSuccessful('g')).toBe(true);
    group.unknown();
    expect(await connect().groupMembers('g')).toEqual([]);
    expect(await connect().isTaskSuccessful('t')).toBe(true);
  });

  it('accepts a group as a member of another group', async () => {
    fake.group('outer', ['a', fake.group('inner', ['b', { id: 'deep', members: [] }])]);
    fake.task('b').succeed();
    expect(await connect().groupMembers('outer')).toEqual([
      { id: 'a', executed: false },
      { id: 'inner', executed: true },
    ]);
  });

  it('logs every request with its route, ids and time', async () => {
    const before = Date.now();
    await connect().taskStatus('t');
    await connect().isGroupSuccessful('g');
    expect(fake.requests.map(({ route, ids }) => [route, ...ids])).toEqual([
      ['celery-task_status', 't'],
      ['celery-is_group_successful', 'g'],
    ]);
    for (const { at } of fake.requests) expect(at).toBeGreaterThanOrEqual(before);
    fake.reset();
    expect(fake.requests).toEqual([]);
  });

  it('works only with the copy of the package that has created it', () => {
    const other: FakeCelery = { ...fake };
    expect(() => celeryHandlers(other)).toThrow(TypeError);
  });
});
