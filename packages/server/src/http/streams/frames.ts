import type { ClosingReason } from '@celery-results/client/protocol';
import type { Update } from '../../changes/update.ts';

/** The bytes of events. All are ASCII. */

const framesOf = new WeakMap<Update, Buffer>();

/** Returns the event of an update. It is created once, and all streams send the same bytes. */
export function updateFrame(update: Update): Buffer {
  const known = framesOf.get(update);
  if (known) return known;
  const { event, etag, data } = update;
  const id = event === 'problem' ? '' : `id: ${etag}\n`;
  const frame = Buffer.from(`event: ${event}\n${id}data: ${data}\n\n`, 'latin1');
  framesOf.set(update, frame);
  return frame;
}

/** A comment, which clients ignore. It shows that the stream is still open. */
export const HEARTBEAT: Buffer = Buffer.from(':\n\n');
export const SNAPSHOT_END: Buffer = Buffer.from('event: snapshot-end\ndata: {}\n\n');

/** @param milliseconds time that `EventSource` waits before it reconnects */
export function retryLine(milliseconds: number): string {
  return `retry: ${milliseconds}\n\n`;
}

export function expiringFrame(seconds: number): string {
  return `event: expiring\ndata: {"seconds": ${seconds}}\n\n`;
}

export function closingFrame(reason: ClosingReason, retry: number): string {
  return `event: closing\nretry: ${retry}\ndata: {"reason": "${reason}", "retry": ${retry}}\n\n`;
}
