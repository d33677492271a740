import { ProblemError } from '../../problems/problems.ts';

/** The largest numbers of streams that are open at once. */
export interface StreamLimits extends OwnerLimits {
  /** All streams of this process. */
  readonly all: number;
  /** Ids that all streams of this process together watch. */
  readonly ids: number;
}

/** The largest numbers of open streams of one owner, over all processes of a server. */
export interface OwnerLimits {
  /** Streams of one token. Undefined: no limit. */
  readonly token: number | undefined;
  /** Streams of one client address. Undefined: no limit. */
  readonly address: number | undefined;
}

/** The token and address for which a stream is counted. A client without a token has only an address. */
export interface StreamOwner {
  readonly token: string | undefined;
  readonly address: string;
}

/** Counts the open streams of owners, for one process or several together. */
export interface StreamCounter {
  /**
   * Counts a stream.
   *
   * @returns the function that ends the count
   * @throws ProblemError `too-many-streams`
   */
  enter(owner: StreamOwner): Promise<() => void>;
}

/** The open streams of tokens and of addresses. */
export class OwnerCounts {
  readonly #limits: OwnerLimits;
  readonly #tokens = new Map<string, number>();
  readonly #addresses = new Map<string, number>();

  constructor(limits: OwnerLimits) {
    this.#limits = limits;
  }

  /** Counts a stream, unless a limit is reached. @returns the reached limit */
  add({ token, address }: StreamOwner): keyof OwnerLimits | undefined {
    const { token: maxToken = Number.POSITIVE_INFINITY, address: maxAddress = Number.POSITIVE_INFINITY } = this.#limits;
    if ((this.#addresses.get(address) ?? 0) >= maxAddress) return 'address';
    if (token !== undefined && (this.#tokens.get(token) ?? 0) >= maxToken) return 'token';
    step(this.#addresses, address, 1);
    if (token !== undefined) step(this.#tokens, token, 1);
    return undefined;
  }

  remove({ token, address }: StreamOwner): void {
    step(this.#addresses, address, -1);
    if (token !== undefined) step(this.#tokens, token, -1);
  }
}

/** Counts in this process. */
export function countStreamsInMemory(limits: OwnerLimits): StreamCounter {
  const counts = new OwnerCounts(limits);
  return {
    enter: async (owner) => {
      const reached = counts.add(owner);
      if (reached) throw tooManyStreams(limits, reached);
      return () => counts.remove(owner);
    },
  };
}

export function tooManyStreams(limits: OwnerLimits, reached: keyof OwnerLimits): ProblemError {
  return new ProblemError('too-many-streams', {
    detail: `${limits[reached]} open streams are allowed to one ${reached}`,
    headers: retryAfter(),
  });
}

function step(counts: Map<string, number>, key: string, by: 1 | -1): void {
  const count = (counts.get(key) ?? 0) + by;
  if (count === 0) counts.delete(key);
  else counts.set(key, count);
}

/** Returns 5 to 15 seconds, so that clients that were refused together do not return together. */
export function retryAfter(): Readonly<Record<string, string>> {
  return { 'Retry-After': String(5 + Math.floor(Math.random() * 11)) };
}
