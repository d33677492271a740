/** For a longer answer, only the start is shown. */
export const HEAD_CHARS = 256 * 1024;
/** A longer answer can only be downloaded: a page would need several times its size in memory. */
export const MAX_TREE_BYTES = 64 * 1024 * 1024;

/** The text of the answer of `celery-task_status`, which keeps digits and the order of keys. */
export interface RawResult {
  /** The whole answer, or its start. */
  readonly text: string;
  readonly isWhole: boolean;
  /** Index at which the value of `result` begins; undefined if there is none. */
  readonly start: number | undefined;
}

export class RawResultError extends Error {
  override readonly name = 'RawResultError';
}

/** The answer up to the result. Ids contain no quotes, and other fields follow the result. */
const BEFORE_RESULT = /^\s*\{"task":\s*\{"id":\s*"[^"]*",\s*"status":\s*"(?:[^"\\]|\\.)*",\s*"result":\s*/;

/** Returns the index of the result in the answer. */
export function resultStart(text: string): number | undefined {
  const before = BEFORE_RESULT.exec(text)?.[0];
  return before === undefined || before.length >= text.length ? undefined : before.length;
}

/** Reads an answer, and stops after `limit` characters. @throws RawResultError */
export async function readRaw(url: string, signal: AbortSignal, limit: number = HEAD_CHARS): Promise<RawResult> {
  const response = await fetch(url, { signal, credentials: 'same-origin' });
  if (!response.ok || !response.body) throw new RawResultError(`the server answered ${response.status}`);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text, isWhole: true, start: resultStart(text) };
    text += value;
    if (text.length < limit) continue;
    await reader.cancel();
    return { text: text.slice(0, limit), isWhole: false, start: resultStart(text) };
  }
}
