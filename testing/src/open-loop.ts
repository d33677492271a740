import { Agent, get } from 'node:http';

/** One request and its answer. */
export interface Shot {
  /** The time of sending, as `performance.now()`. */
  readonly at: number;
  /** Milliseconds until the answer was complete. */
  readonly ms: number;
  /** 0 without an answer. */
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly path: string;
  readonly body: string;
}

export interface OpenLoopOptions {
  /** Requests per second. */
  readonly rate: number;
  /** Returns the path of a request, by its number from 0. */
  readonly path: (number: number) => string;
  /** Requests that wait for their answers at once: where there are more, none is sent. Default: no limit. */
  readonly maxOpen?: number;
  /** Called after every answer. */
  readonly onShot?: (shot: Shot) => void;
}

/** Requests at a constant rate, which depends on the answers by `maxOpen` only. */
export interface Arrivals {
  /** Stops sending. Resolves with all requests once each has its answer. */
  stop(): Promise<readonly Shot[]>;
}

const TICK_MS = 10;

/** Starts to send requests over keep-alive connections, as many as it needs. */
export function openLoop(origin: string, { rate, path, maxOpen = Infinity, onShot }: OpenLoopOptions): Arrivals {
  const agent = new Agent({ keepAlive: true });
  const shots: Promise<Shot>[] = [];
  const start = performance.now();
  let open = 0;
  let left = 0;
  const ticking = setInterval(() => {
    const due = Math.floor(((performance.now() - start) / 1_000) * rate);
    while (shots.length + left < due && open < maxOpen) {
      open += 1;
      const shot = shoot(new URL(path(shots.length), origin), agent);
      shot.then((answered) => {
        open -= 1;
        onShot?.(answered);
      });
      shots.push(shot);
    }
    left = due - shots.length;
  }, TICK_MS);
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
      incoming.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      incoming.on('error', (error) => done(0, error.message));
      incoming.on('end', () => done(incoming.statusCode ?? 0, body, incoming.headers['retry-after']));
    });
    request.on('error', (error) => done(0, error.message));
  });
}
