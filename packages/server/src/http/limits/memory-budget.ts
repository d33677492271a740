import { getHeapStatistics } from 'node:v8';
import type { ReadMemory } from '../../stores/store.ts';

/** The memory that all answers of a process may use together. */
export interface MemoryBudget {
  /** Bytes. */
  readonly total: number;
  /** Bytes in use. */
  readonly used: number;
  /** Returns the memory of one answer. */
  forAnswer(client: AnswerClient): AnswerMemory;
}

/** The client of an answer. */
export interface AnswerClient {
  /** The address of the client. It is read when the first byte is taken. */
  readonly address: string;
  /** Called once, before the first byte is taken. */
  onFirst?(memory: AnswerMemory): void;
}

/** The memory of one answer. */
export interface AnswerMemory extends ReadMemory {
  /** Raises the memory to a total of bytes, without waiting. Returns false if not enough memory is free. */
  cover(bytes: number): boolean;
  /** Frees all memory: the answer is sent, or its client has disconnected. */
  release(): void;
}

/** An answer waits this long for memory that other answers use. */
const WAIT_MS = 10_000;
/** Largest number of waiting answers of one address. */
const MAX_WAITING = 32;
/** One address may use this part of the memory, so that others can be answered. Its first answer may use more. */
const ADDRESS_PART = 0.5;
/** Part of the heap for answers. Reading and sending a result takes about three times its size for a short time. */
const HEAP_PART = 0.25;

/** Returns a quarter of the heap limit of this process. */
export function defaultBudgetBytes(): number {
  return Math.floor(getHeapStatistics().heap_size_limit * HEAP_PART);
}

interface MemoryRequest {
  readonly address: string;
  readonly bytes: number;
  /** Bytes that the answer already has. */
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
   * Refuses an answer if all waiting answers wait for memory of each other: none of them would continue. The memory
   * of the refused answer lets the next one continue.
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
      // these answers wait for the part of their address, and not for other addresses
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

/** A class, since every answer creates an object and few take memory: closures would cost more. */
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

  /** Adds taken bytes. Frees them and returns false if the answer has ended before. */
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
