import { describe, expect, it } from 'vitest';
import { DecodeError } from '../errors.ts';
import { readResultTuple } from '../result-tuple.ts';
import { readGroupPickle } from './read-group.ts';

const read = (text: string): unknown => readResultTuple(readGroupPickle(Buffer.from(text, 'latin1')));

/** `_unpickle_appattr(name, (…))`, protocol 0. */
const made = (name: string, args: string): string => `ccelery.app.base\n_unpickle_appattr\n(S'${name}'\n(${args}ttR`;
const task = (id: string, rest = ''): string => made('AsyncResult', `S'${id}'\n${rest}`);

describe('readGroupPickle', () => {
  it('reads a group with its tasks and a nested group', () => {
    const inner = made('GroupResult', `S'inner'\n(${task('b')}l`);
    expect(read(`${made('GroupResult', `S'g'\n(${task('a')}${inner}l`)}.`)).toEqual({
      kind: 'group',
      id: 'g',
      children: [
        { kind: 'task', id: 'a' },
        { kind: 'group', id: 'inner', children: [{ kind: 'task', id: 'b' }] },
      ],
    });
  });

  it('reads the classes of celery.result by their names', () => {
    expect(read(`ccelery.result\nGroupResult\n(S'g'\n(ccelery.result\nAsyncResult\n(S'a'\ntRltR.`)).toEqual({
      kind: 'group',
      id: 'g',
      children: [{ kind: 'task', id: 'a' }],
    });
  });

  it.each([
    ['a backend with its URL', "ccelery.backends.base\nunpickle_backend\n(cx\nB\n(t(dS'dburi'\nS'hunter2'\nstR"],
    ['a call of the result of a call', "cshop\nfactory\n(tR(S'x'\ntR"],
    ['an object with arguments and a state', "\x80\x02cshop\nOptions\n(I1\nt\x81(dS'a'\nI1\nsb"],
    ['an object with keywords', '\x80\x02cshop\nOptions\n)}\x92'],
    ['an object that is filled like a list, a dict and a set', '\x80\x04cshop\nBag\n)\x81(I1\ne(I1\nI2\nu(I1\n\x90'],
    ['a function that Python would run', "cos\nsystem\n(S'exit 1'\ntR"],
  ])('ignores %s', (_title, argument) => {
    expect(read(`${made('GroupResult', `S'g'\n(${task('a', argument)}l`)}.`)).toMatchObject({
      kind: 'group',
      children: [{ kind: 'task', id: 'a' }],
    });
  });

  it.each([
    ['a value that is not a result', "cos\nsystem\n(S'exit 1'\ntR."],
    ['another attribute of the app', `${made('Worker', "S'g'\n(l")}.`],
    ['a group without a list of tasks', `${made('GroupResult', "S'g'\n")}.`],
    ['a member that is not a result', `${made('GroupResult', "S'g'\n(cos\nsystem\n(tRl")}.`],
    ['an incomplete pickle', made('GroupResult', "S'g'\n(l")],
    ['no pickle', '[["g", null], []]'],
  ])('refuses %s', (_title, text) => {
    expect(() => read(text)).toThrow(DecodeError);
  });

  it('refuses a few bytes that expand to terabytes by shared groups', () => {
    let text = `${task('a')}p0\n`;
    for (let at = 0; at < 60; at += 1) text += `0${made('GroupResult', `S'g'\n(g${at}\ng${at}\nl`)}p${at + 1}\n`;
    expect(() => read(`${text}.`)).toThrow('too many characters');
  });

  it('reads a hundred thousand members', () => {
    const members = Array.from({ length: 100_000 }, (_, at) => task(`t${at}`)).join('');
    expect(read(`${made('GroupResult', `S'g'\n(${members}l`)}.`)).toHaveProperty('children.length', 100_000);
  });
});
