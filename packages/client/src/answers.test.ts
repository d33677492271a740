import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAnswers } from './answers.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pending = (id = 't') => ({ id, status: 'PENDING', result: null });
const phases = (answers: ReturnType<typeof createAnswers>, ...known: (boolean | undefined)[]): string[] =>
  known.map((one) => answers.task({ ...pending(), ...(one === undefined ? {} : { known: one }) }).phase);

describe('what a pending answer means', () => {
  it('is pending for a minute on a server that cannot tell, then unknown', () => {
    const answers = createAnswers(60_000);
    expect(phases(answers, undefined)).toEqual(['pending']);
    vi.advanceTimersByTime(59_999);
    expect(phases(answers, undefined)).toEqual(['pending']);
    vi.advanceTimersByTime(1);
    expect(phases(answers, undefined)).toEqual(['unknown']);
  });

  it('is never unknown where that is switched off', () => {
    const answers = createAnswers(false);
    expect(phases(answers, undefined)).toEqual(['pending']);
    vi.advanceTimersByTime(3_600_000);
    expect(phases(answers, undefined)).toEqual(['pending']);
  });

  it('is unknown at once where the server says that nothing is stored', () => {
    expect(phases(createAnswers(60_000), false, true, false)).toEqual(['unknown', 'pending', 'pending']);
  });

  it('is a start, once a task that was unknown is seen', () => {
    const answers = createAnswers(0);
    expect(answers.task(pending()).phase).toBe('unknown');
    expect(answers.task({ id: 't', status: 'STARTED', result: null }).phase).toBe('running');
  });
});

describe('a task that was seen', () => {
  it.each([true, false, undefined])('does not go back when its row expires (known: %s)', (known) => {
    const answers = createAnswers(0);
    const done = answers.task({ id: 't', status: 'SUCCESS', result: { rows: 1 } });
    const expired = { ...pending(), ...(known === undefined ? {} : { known }) };
    if (known === true) expect(answers.task(expired).phase).toBe('pending');
    else expect(answers.task(expired)).toBe(done);
  });

  it('may be started again', () => {
    const answers = createAnswers(0);
    answers.task({ id: 't', status: 'SUCCESS', result: 1 });
    expect(answers.task({ id: 't', status: 'STARTED', result: null }).phase).toBe('running');
  });
});

describe('the last answer', () => {
  it('is kept with its etag, tasks apart from groups', () => {
    const answers = createAnswers(false);
    const status = answers.task({ id: 'x', status: 'STARTED', result: null, known: true, etag: '"1"' });
    expect(answers.last('task', 'x')?.etag).toBe('"1"');
    expect(answers.last('task', 'x')?.status).toBe(status);
    expect(answers.last('group', 'x')?.etag ?? null).toBeNull();
    expect(answers.last('group', 'x')?.status).toBeUndefined();
    answers.task({ id: 'x', status: 'STARTED', result: null });
    expect(answers.last('task', 'x')?.etag ?? null).toBeNull();
  });

  it('keeps the etag of a task that is unknown', () => {
    const answers = createAnswers(false);
    answers.task({ ...pending(), known: false, etag: '"0"' });
    expect(answers.last('task', 't')?.etag).toBe('"0"');
  });

  it('is forgotten for the id that was asked for longest ago, from 1,000 ids on', () => {
    const answers = createAnswers(false);
    const read = (id: string): void => void answers.task({ id, status: 'STARTED', result: null, etag: '"1"' });
    read('first');
    read('second');
    for (let index = 0; index < 998; index += 1) read(`t${index}`);
    read('first');
    read('one more');
    expect(answers.last('task', 'first')?.etag).toBe('"1"');
    expect(answers.last('task', 'second')?.etag ?? null).toBeNull();
  });

  it('takes ids that JavaScript knows for ids like any other', () => {
    const answers = createAnswers(false);
    expect(answers.last('task', '__proto__')?.status).toBeUndefined();
    answers.task({ id: '__proto__', status: 'SUCCESS', result: 1 });
    expect(answers.last('task', '__proto__')?.status).toMatchObject({ phase: 'succeeded' });
  });
});
