/** The JSON text of a task with `null` in place of its result, and the text of the result. */
export interface TextAndResult {
  readonly rest: string;
  /** Offset of the result in `rest`. */
  readonly at: number;
  readonly text: string;
}

/** How Celery's JSON of a task begins, up to the result. */
const START = /^\{"status": "[^"\\]*", "result": /;
/** The text that Celery writes after the result. */
export const END = ', "traceback": ';
/** Replaces the result in the text of the task. */
export const NO_RESULT = 'null';

/**
 * Cuts the result out of the stored text of a task, so that it can be copied without decoding. The result ends at the
 * last `"traceback"`, unless a later value contains this text. Then the cut result is not valid JSON, and {@link
 * joinResult} restores the whole text.
 *
 * @returns undefined for a text that Celery's JSON serializer did not write
 */
export function cutResult(text: string): TextAndResult | undefined {
  const at = startOfResult(text);
  const end = at < 0 ? -1 : text.lastIndexOf(END);
  if (end <= at) return undefined;
  return { rest: `${text.slice(0, at)}${NO_RESULT}${text.slice(end)}`, at, text: text.slice(at, end) };
}

/** Offset of the result in the stored text of a task. -1 for a text that Celery's JSON serializer did not write. */
export function startOfResult(text: string): number {
  return START.exec(text)?.[0].length ?? -1;
}

/** Restores the text from which a result was cut. */
export function joinResult(rest: string, at: number, result: string): string {
  return `${rest.slice(0, at)}${result}${rest.slice(at + NO_RESULT.length)}`;
}
