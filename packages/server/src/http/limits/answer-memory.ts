import type { Context } from 'koa';
import { MemoryExceeded } from '../../problems/errors.ts';
import { stateOf } from '../koa/context.ts';
import { clientAddress, networkOf } from './client-address.ts';
import type { AnswerClient, AnswerMemory, MemoryBudget } from './memory-budget.ts';

/** Returns the memory of a request's answer, which is given back when the response has ended. */
export function createAnswerMemory(budget: MemoryBudget, trustedProxies: number): (ctx: Context) => AnswerMemory {
  return (ctx) => {
    const memory = budget.forAnswer(new RequestClient(ctx, trustedProxies));
    stateOf(ctx).memory = memory;
    return memory;
  };
}

class RequestClient implements AnswerClient {
  readonly #ctx: Context;
  readonly #trustedProxies: number;

  constructor(ctx: Context, trustedProxies: number) {
    this.#ctx = ctx;
    this.#trustedProxies = trustedProxies;
  }

  get address(): string {
    return networkOf(clientAddress(this.#ctx.req, this.#trustedProxies));
  }

  /** Most answers take no memory, and a listener for each would cost as much as a part of the answer. */
  onFirst(memory: AnswerMemory): void {
    const { res } = this.#ctx;
    if (res.closed) memory.release();
    else res.once('close', () => memory.release());
  }
}

/** A smaller body needs no memory of its own: it is sent at once, and connections are limited. */
const MIN_COVERED_BYTES = 64 * 1024;

/**
 * Takes the memory of a body until it is sent.
 *
 * @throws MemoryExceeded
 */
export function coverBody(ctx: Context, bytes: number): void {
  if (bytes <= MIN_COVERED_BYTES) return;
  if (stateOf(ctx).memory?.cover(bytes) === false)
    throw new MemoryExceeded('there is no memory left for an answer of this size; ask again later');
}
