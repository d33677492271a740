import type { DestinationStream } from 'pino';
import { withTimeout } from '../lib/with-timeout.ts';
import type { LogSink } from './log-sink.ts';

/** Writes log lines in chunks. It never blocks the process, and it never throws. */
export interface LogOutput extends DestinationStream {
  /** Lines that could not be written so far. */
  readonly dropped: number;
  /** Writes the waiting lines, for half a second at most. */
  close(): Promise<void>;
  /** Writes the waiting lines if that does not block. For a process that ends at once. */
  closeNow(): void;
}

export interface LogOutputOptions {
  /** Bytes that are written together. */
  readonly chunkBytes: number;
  /** Called with the number of dropped lines when lines can be written again. */
  readonly onDropped: (lines: number) => void;
}

/** A line is written after this time at the latest. */
const MAX_DELAY_MS = 100;
/** Largest number of bytes that wait for a slow reader. Further lines are dropped. */
const MAX_WAITING_BYTES = 1024 * 1024;
const CLOSE_MS = 500;

/** The lines of one write. */
interface Chunk {
  readonly bytes: Buffer;
  readonly lines: number;
}

/**
 * Creates an output that drops and counts lines when a disk is full or a reader stops. So a log can neither end a
 * service nor fill its memory.
 */
export function createLogOutput(sink: LogSink, { chunkBytes, onDropped }: LogOutputOptions): LogOutput {
  const waiting: string[] = [];
  let waitingBytes = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> | undefined;
  /** Whether the last write failed: a line may have been cut. */
  let hasFailed = false;
  let dropped = 0;
  let reported = 0;

  function takeChunk(): Chunk {
    let bytes = 0;
    let lines = 0;
    for (const line of waiting) {
      const length = Buffer.byteLength(line);
      if (lines > 0 && bytes + length > chunkBytes) break;
      bytes += length;
      lines += 1;
    }
    const text = waiting.splice(0, lines).join('');
    waitingBytes -= text.length;
    // otherwise the next written line would continue the line that was cut
    return { bytes: Buffer.from(hasFailed ? `\n${text}` : text), lines };
  }

  async function writeChunk(): Promise<void> {
    const { bytes, lines } = takeChunk();
    try {
      await sink.write(bytes);
      hasFailed = false;
    } catch {
      hasFailed = true;
      // old lines would fill a disk that has just been cleared
      dropped += lines + waiting.length;
      waiting.length = 0;
      waitingBytes = 0;
    }
  }

  async function writeAll(): Promise<void> {
    do await writeChunk();
    while (waiting.length > 0);
    if (hasFailed || dropped === reported) return;
    const lines = dropped - reported;
    reported = dropped;
    onDropped(lines);
  }

  function start(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing ??= writeAll().finally(() => {
      writing = undefined;
      schedule();
    });
    return writing;
  }

  function schedule(): void {
    if (waiting.length > 0 && writing === undefined) timer ??= setTimeout(start, MAX_DELAY_MS);
  }

  return {
    write: (line) => {
      if (waitingBytes + line.length > MAX_WAITING_BYTES) {
        dropped += 1;
        return;
      }
      waiting.push(line);
      waitingBytes += line.length;
      if (writing !== undefined) return;
      if (waitingBytes >= chunkBytes && !hasFailed) void start();
      else schedule();
    },
    get dropped() {
      return dropped;
    },
    close: async () => {
      if (writing !== undefined || waiting.length > 0)
        await withTimeout((writing ?? Promise.resolve()).then(start), CLOSE_MS, () => undefined);
    },
    closeNow: () => {
      // a write that is not finished may have written a part of a line
      while (writing === undefined && waiting.length > 0) {
        const { bytes, lines } = takeChunk();
        if (sink.writeNow(bytes)) continue;
        dropped += lines + waiting.length;
        return;
      }
    },
  };
}
