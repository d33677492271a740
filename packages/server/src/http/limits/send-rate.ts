import type { ServerResponse } from 'node:http';
import type { Context } from 'koa';

/** A client that reads a large answer more slowly than this is disconnected. Bytes per second. */
export const MIN_SEND_RATE: number = 32 * 1024;
/** A smaller answer fits into the buffers of the operating system. */
const MIN_BYTES = 64 * 1024;
/** Bytes that a large answer writes at once. A client has to read this number of bytes in time. */
const WRITE_BYTES = 1024 * 1024;

/** Milliseconds. */
export interface SendTimes {
  /** Time in which a client has to read {@link WRITE_BYTES}. */
  readonly window: number;
  /** Time between two checks. */
  readonly check: number;
}

const TIMES: SendTimes = { window: (WRITE_BYTES / MIN_SEND_RATE) * 1_000, check: 1_000 };

interface Sending {
  /** Bytes that the operating system had taken at the last progress. */
  sent: number;
  since: number;
  readonly window: number;
}

const sendings = new Map<ServerResponse, Sending>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Disconnects the client if it reads the body too slowly: each waiting body uses memory. */
export function limitSending({ res }: Context, bytes: number, { window, check }: SendTimes = TIMES): void {
  if (bytes <= MIN_BYTES || res.closed) return;
  sendings.set(res, { sent: 0, since: performance.now(), window });
  res.once('close', () => {
    sendings.delete(res);
    if (sendings.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
  timer ??= setInterval(disconnectSlow, check).unref();
}

function disconnectSlow(): void {
  const now = performance.now();
  for (const [res, sending] of sendings) {
    const { socket } = res;
    const sent = socket ? socket.bytesWritten - socket.writableLength : 0;
    if (sent !== sending.sent) {
      sending.sent = sent;
      sending.since = now;
    } else if (now - sending.since > sending.window) res.destroy();
  }
}
