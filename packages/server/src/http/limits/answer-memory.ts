import type { Context } from 'koa';
import { MemoryExceeded } from '../../problems/errors.ts';
import { stateOf } from '../koa/context.ts';
import { clientAddress, networkOf } from './client-address.ts';
import type { AnswerClient, AnswerMemory, MemoryBudget } from './memory-budget.ts';

/** Returns a function that returns the memory of a request's answer. Memory is freed when the response has ended. */
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

  /** Adds the listener only now: most answers take no memory, and a listener for each would be expensive. */
  onFirst(memory: AnswerMemory): void {
    const { res } = this.#ctx;
    if (res.closed) memory.release();
    else res.once('close', () => memory.release());
  }
}

/** A smaller body takes no memory from the budget: it is sent at once, and connections are limited. */
const MIN_COVERED_BYTES = 64 * 1024;

/**
 * Takes the memory of a body until it is sent.
 *
 * @throws MemoryExceeded
 */
export function coverBody(ctx: Context, bytes: number): void {
  if (bytes <= MIN_COVERED_BYTES) return;
  if (stateOf(ctx).memory?.cover(bytes) === false)
    throw new MemoryExceeded('there is not enough free memory for an answer of this size; ask again later');
}
