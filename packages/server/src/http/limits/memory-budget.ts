import { getHeapStatistics } from 'node:v8';
import type { ReadMemory } from '../../stores/store.ts';

/** The memory that all answers of a process may use together. */
export interface MemoryBudget {
  /** Bytes. */
  readonly total: number;
  /** Bytes that are taken. */
  readonly used: number;
  /** Returns the memory of one answer. */
  forAnswer(client: AnswerClient): AnswerMemory;
}

/** The client of an answer. */
export interface AnswerClient {
  /** The address of the client, which is needed for the first byte that is taken. */
  readonly address: string;
  /** Called once, before the first byte is taken. */
  onFirst?(memory: AnswerMemory): void;
}

/** The memory of one answer. */
export interface AnswerMemory extends ReadMemory {
  /** Takes what is missing to a number of bytes in all, without waiting. False where no memory is free. */
  cover(bytes: number): boolean;
  /** Gives everything back: the answer is sent, or its client is gone. */
  release(): void;
}

/** An answer waits this long for memory that other answers use. */
const WAIT_MS = 10_000;
/** Answers of one address that wait at once. */
const MAX_WAITING = 32;
/** One address has this part of the memory at most, so that others can be answered. Its first answer may have more. */
const ADDRESS_PART = 0.5;
/** Reading and sending a result takes about three times its size for a moment. */
const HEAP_PART = 0.25;

/** A part of the heap that this process may have. */
export function defaultBudgetBytes(): number {
  return Math.floor(getHeapStatistics().heap_size_limit * HEAP_PART);
}

interface MemoryRequest {
  readonly address: string;
  readonly bytes: number;
  /** Bytes that the answer has already. */
  readonly own: number;
}

interface Waiting extends MemoryRequest {
  resolve(isTaken: boolean): void;
}

/** @param total bytes. Default: {@link defaultBudgetBytes} */
export function createMemoryBudget(total: number = defaultBudgetBytes()): MemoryBudget {
  const byAddress = new Map<string, number>();
  const waiting = new Set<Waiting>();
  let used = 0;

  function tryTake({ address, bytes, own }: MemoryRequest): boolean {
    const held = byAddress.get(address) ?? 0;
    if (used + bytes > total || (held > own && held + bytes > total * ADDRESS_PART)) return false;
    used += bytes;
    byAddress.set(address, held + bytes);
    return true;
  }

  /**
   * Refuses an answer where all that others lack is held by answers that wait themselves: none of them would go on.
   * What the refused one gives back lets the next one go on.
   */
  function refuseStuck(): void {
    const all = [...waiting];
    if (all.length === 0) return;
    if (used <= ownOf(all)) {
      refuseLast(all);
      return;
    }
    for (const address of new Set(all.map((one) => one.address))) {
      const own = all.filter((one) => one.address === address);
      // those wait for the part of the address, and not for others
      const isOfPart = own.every(({ bytes }) => used + bytes <= total);
      if (isOfPart && (byAddress.get(address) ?? 0) <= ownOf(own)) refuseLast(own);
    }
  }

  function take(request: MemoryRequest): Promise<boolean> | boolean {
    const { address, bytes, own } = request;
    if (tryTake(request)) return true;
    if (own + bytes > total || countOf(waiting, address) >= MAX_WAITING) return false;
    return new Promise((resolve) => {
      const one = { ...request, resolve: end };
      const timer = setTimeout(() => end(false), WAIT_MS);
      function end(isTaken: boolean): void {
        clearTimeout(timer);
        waiting.delete(one);
        resolve(isTaken);
      }
      waiting.add(one);
      refuseStuck();
    });
  }

  function give(address: string, bytes: number): void {
    used -= bytes;
    const held = (byAddress.get(address) ?? 0) - bytes;
    if (held > 0) byAddress.set(address, held);
    else byAddress.delete(address);
    for (const one of waiting) if (tryTake(one)) one.resolve(true);
    refuseStuck();
  }

  const functions = { take, tryTake, give };
  return {
    total,
    get used() {
      return used;
    },
    forAnswer: (client) => new BudgetedAnswer(functions, client),
  };
}

function countOf(waiting: ReadonlySet<Waiting>, address: string): number {
  let count = 0;
  for (const one of waiting) if (one.address === address) count += 1;
  return count;
}

function ownOf(requests: readonly MemoryRequest[]): number {
  return requests.reduce((sum, { own }) => sum + own, 0);
}

function refuseLast(waiting: readonly Waiting[]): void {
  waiting.findLast(({ own }) => own > 0)?.resolve(false);
}

interface BudgetFunctions {
  take(request: MemoryRequest): Promise<boolean> | boolean;
  tryTake(request: MemoryRequest): boolean;
  give(address: string, bytes: number): void;
}

/** A class without closures: every answer has one, and few take memory. */
class BudgetedAnswer implements AnswerMemory {
  readonly #budget: BudgetFunctions;
  readonly #client: AnswerClient;
  #address: string | undefined;
  #taken = 0;
  #isReleased = false;

  constructor(budget: BudgetFunctions, client: AnswerClient) {
    this.#budget = budget;
    this.#client = client;
  }

  async take(bytes: number): Promise<boolean> {
    if (bytes <= 0) return true;
    const isTaken = await this.#budget.take(this.#request(bytes));
    return isTaken && this.#add(bytes);
  }

  cover(bytes: number): boolean {
    const missing = bytes - this.#taken;
    return missing <= 0 || (this.#budget.tryTake(this.#request(missing)) && this.#add(missing));
  }

  give(bytes: number): void {
    if (this.#isReleased || bytes <= 0) return;
    this.#taken -= bytes;
    this.#budget.give(this.#first(), bytes);
  }

  release(): void {
    if (this.#isReleased) return;
    const taken = this.#taken;
    this.#isReleased = true;
    this.#taken = 0;
    if (taken > 0) this.#budget.give(this.#first(), taken);
  }

  /** False, with the bytes given back, where the answer has ended meanwhile. */
  #add(bytes: number): boolean {
    if (this.#isReleased) {
      this.#budget.give(this.#first(), bytes);
      return false;
    }
    this.#taken += bytes;
    return true;
  }

  #request(bytes: number): MemoryRequest {
    return { address: this.#first(), bytes, own: this.#taken };
  }

  #first(): string {
    if (this.#address === undefined) {
      this.#address = this.#client.address;
      this.#client.onFirst?.(this);
    }
    return this.#address;
  }
}
