import { Agent, get } from 'node:http';

/** One request, and what became of it. */
export interface Shot {
  /** When it was sent, as `performance.now()`. */
  readonly at: number;
  /** Milliseconds until its answer was there. */
  readonly ms: number;
  /** 0 when no answer came. */
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly path: string;
  readonly body: string;
}

export interface OpenLoopOptions {
  /** Requests a second. */
  readonly rate: number;
  /** The path of every request, by its number. */
  readonly path: (number: number) => string;
  /** Told of every answer. */
  readonly onShot?: (shot: Shot) => void;
}

/** Requests that arrive at a rate, whatever becomes of the earlier ones. */
export interface Arrivals {
  /** Sends no more; gives all requests when each has its answer. */
  stop(): Promise<readonly Shot[]>;
}

/** Milliseconds between two looks at how many are due. */
const TICK = 10;

/** Sends requests over kept connections, as many as are needed. */
export function openLoop(origin: string, { rate, path, onShot }: OpenLoopOptions): Arrivals {
  const agent = new Agent({ keepAlive: true });
  const shots: Promise<Shot>[] = [];
  const start = performance.now();
  const ticking = setInterval(() => {
    const due = Math.floor(((performance.now() - start) / 1_000) * rate);
    while (shots.length < due) {
      const shot = shoot(new URL(path(shots.length), origin), agent);
      if (onShot) shot.then(onShot);
      shots.push(shot);
    }
  }, TICK);
  return {
    stop: async () => {
      clearInterval(ticking);
      const all = await Promise.all(shots);
      agent.destroy();
      return all;
    },
  };
}

function shoot(url: URL, agent: Agent): Promise<Shot> {
  const at = performance.now();
  return new Promise((resolve) => {
    const done = (status: number, body: string, retryAfter?: string): void =>
      resolve({ at, ms: performance.now() - at, status, retryAfter, path: url.pathname, body });
    const request = get(url, { agent }, (incoming) => {
      let body = '';
      incoming.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      incoming.on('error', (error) => done(0, error.message));
      incoming.on('end', () => done(incoming.statusCode ?? 0, body, incoming.headers['retry-after']));
    });
    request.on('error', (error) => done(0, error.message));
  });
}
