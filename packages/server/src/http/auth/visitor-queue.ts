import { authUnavailable } from './auth-problems.ts';

/** A visitor for a request to another server about the visitor's rights. */
export interface Visitor {
  /** The network address of the visitor. */
  readonly address: string;
  /** Whether an earlier answer granted this visitor some rights, which excludes invented cookies. */
  readonly isKnown: boolean;
}

export interface QueueOptions {
  /** Milliseconds that a visitor waits at most. */
  readonly wait: number;
}

/** Limits the number of requests about visitors that run at once. */
export interface VisitorQueue {
  /**
   * Runs the request when another one has ended, if the limit is reached: known visitors first, the others in order.
   *
   * @throws ProblemError when too many requests wait, or this one has waited too long
   */
  run<T>(visitor: Visitor, request: () => Promise<T>): Promise<T>;
}

/** Largest number of requests at once, since anybody can invent cookies. */
const MAX_RUNNING = 64;
/** Largest number of requests about unknown visitors at once. */
const MAX_UNKNOWN = 48;
/** Largest number of requests about visitors of one address at once. */
const MAX_PER_ADDRESS = 16;
/** Largest numbers of waiting visitors, of one address and in total. */
const MAX_WAITING_PER_ADDRESS = 64;
const MAX_WAITING = 1_024;

interface Waiting extends Visitor {
  start(): void;
}

export function createVisitorQueue({ wait }: QueueOptions): VisitorQueue {
  const running = new Map<string, number>();
  const waiting = new Set<Waiting>();
  let all = 0;
  let unknown = 0;

  const mayRun = ({ address, isKnown }: Visitor): boolean =>
    all < MAX_RUNNING && (isKnown || unknown < MAX_UNKNOWN) && (running.get(address) ?? 0) < MAX_PER_ADDRESS;

  function enter({ address, isKnown }: Visitor): void {
    all += 1;
    if (!isKnown) unknown += 1;
    running.set(address, (running.get(address) ?? 0) + 1);
  }

  function leave({ address, isKnown }: Visitor): void {
    all -= 1;
    if (!isKnown) unknown -= 1;
    const rest = (running.get(address) ?? 1) - 1;
    if (rest === 0) running.delete(address);
    else running.set(address, rest);
    startNext();
  }

  function startNext(): void {
    for (const isKnown of [true, false])
      for (const one of waiting) if (one.isKnown === isKnown && mayRun(one)) one.start();
  }

  function turn(visitor: Visitor): Promise<void> {
    const ofAddress = [...waiting].filter(({ address }) => address === visitor.address).length;
    if (waiting.size >= MAX_WAITING || ofAddress >= MAX_WAITING_PER_ADDRESS) throw authUnavailable();
    return new Promise((resolve, reject) => {
      const one = { ...visitor, start };
      const timer = setTimeout(() => {
        waiting.delete(one);
        reject(authUnavailable());
      }, wait);
      function start(): void {
        clearTimeout(timer);
        waiting.delete(one);
        enter(visitor);
        resolve();
      }
      waiting.add(one);
    });
  }

  return {
    run: async (visitor, request) => {
      if (mayRun(visitor)) enter(visitor);
      else await turn(visitor);
      try {
        return await request();
      } finally {
        leave(visitor);
      }
    },
  };
}
