import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AnswerMemory, createMemoryBudget, type MemoryBudget } from './memory-budget.ts';

let budget: MemoryBudget;
beforeEach(() => {
  vi.useFakeTimers();
  budget = createMemoryBudget(100);
});
afterEach(() => {
  vi.useRealTimers();
});
const answer = (address = 'a'): AnswerMemory => budget.forAnswer({ address });

describe('createMemoryBudget', () => {
  it('gives memory up to the total, and gives freed memory again', async () => {
    const [one, other] = [answer(), answer('b')];
    expect(await one.take(60)).toBe(true);
    expect(other.cover(41)).toBe(false);
    expect(await other.take(40)).toBe(true);
    expect(budget.used).toBe(100);
    one.give(10);
    one.release();
    one.give(5);
    one.release();
    expect(budget.used).toBe(40);
    other.release();
    expect(budget.used).toBe(0);
  });

  it('refuses at once an answer above the total', async () => {
    expect(await answer().take(101)).toBe(false);
  });

  it('lets an answer wait for memory for ten seconds at most', async () => {
    const [one, second, third] = [answer(), answer('b'), answer('c')];
    await one.take(80);
    const [soon, late] = [second.take(40), third.take(90)];
    one.release();
    expect(await soon).toBe(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await late).toBe(false);
  });

  it('gives one address half of the memory, unless its first answer needs more', async () => {
    expect(await answer().take(30)).toBe(true);
    expect(answer().cover(21)).toBe(false);
    expect(answer('b').cover(50)).toBe(true);
    budget = createMemoryBudget(100);
    expect(answer().cover(90)).toBe(true);
    expect(answer().cover(5)).toBe(false);
  });

  it('lets a few answers of one address wait, and refuses more at once', async () => {
    await answer('b').take(100);
    const waiting = Array.from({ length: 33 }, () => answer().take(1));
    expect(await waiting[32]).toBe(false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([false]));
  });

  it('gives one answer all memory in parts, and refuses at once more than the total', async () => {
    const one = answer();
    for (let taken = 0; taken < 90; taken += 30) expect(await one.take(30)).toBe(true);
    expect(await one.take(20)).toBe(false);
    expect(await one.take(10)).toBe(true);
  });

  it('refuses one of several answers that would wait for each other forever', async () => {
    const [one, second, third] = [answer(), answer('b'), answer('c')];
    for (const each of [one, second, third]) expect(await each.take(30)).toBe(true);
    const taken = [one.take(40), second.take(40)];
    expect(await third.take(40)).toBe(false);
    third.release();
    expect(await taken[0]).toBe(true);
    one.release();
    expect(await taken[1]).toBe(true);
  });

  it('refuses one of several answers that wait for each other if another one frees too little', async () => {
    const [one, second, third] = [answer(), answer('b'), answer('c')];
    await one.take(40);
    await second.take(30);
    await third.take(10);
    const taken = [one.take(60), second.take(50)];
    third.release();
    expect(await taken[1]).toBe(false);
    second.release();
    expect(await taken[0]).toBe(true);
  });

  it('refuses one of several answers of an address that would wait for each other forever', async () => {
    const [one, second] = [answer(), answer()];
    expect(await one.take(20)).toBe(true);
    expect(await second.take(20)).toBe(true);
    const taken = one.take(20);
    expect(await second.take(20)).toBe(false);
    second.release();
    expect(await taken).toBe(true);
  });

  it('takes only the missing bytes up to a total', async () => {
    const one = answer();
    await one.take(30);
    expect(one.cover(20)).toBe(true);
    expect(one.cover(45)).toBe(true);
    expect(budget.used).toBe(45);
  });

  it('frees memory that an answer gets after its end', async () => {
    const [one, second] = [answer(), answer('b')];
    await one.take(100);
    const taken = second.take(10);
    second.release();
    one.release();
    expect(await taken).toBe(false);
    expect(budget.used).toBe(0);
  });

  it('calls a listener when the first byte is taken', async () => {
    const onFirst = vi.fn();
    const one = budget.forAnswer({ address: 'a', onFirst });
    await one.take(0);
    expect(onFirst).not.toHaveBeenCalled();
    await one.take(1);
    await one.take(1);
    expect(onFirst.mock.calls).toEqual([[one]]);
  });
});
