/** The text of a task in JSON without its result, for which `null` stands, and the result. */
export interface TextAndResult {
  readonly rest: string;
  /** Offset of the result in `rest`. */
  readonly at: number;
  readonly text: string;
}

/** How Celery's JSON of a task begins, up to the result. */
const START = /^\{"status": "[^"\\]*", "result": /;
/** What Celery writes behind the result. */
export const END = ', "traceback": ';
/** Stands in the place of the result. */
export const NO_RESULT = 'null';

/**
 * Cuts the result out of the stored text of a task, so that it may be copied without being decoded. The result ends at
 * the last `"traceback"`, unless something behind that has this name too. Then the cut text is no JSON, and
 * {@link joinResult} gives the whole text back.
 *
 * @returns undefined for a text that Celery's JSON serializer did not write
 */
export function cutResult(text: string): TextAndResult | undefined {
  const at = startOfResult(text);
  const end = at < 0 ? -1 : text.lastIndexOf(END);
  if (end <= at) return undefined;
  return { rest: `${text.slice(0, at)}${NO_RESULT}${text.slice(end)}`, at, text: text.slice(at, end) };
}

/** Offset of the result in the stored text of a task; -1 for a text that Celery's JSON serializer did not write. */
export function startOfResult(text: string): number {
  return START.exec(text)?.[0].length ?? -1;
}

/** The text from which a result was cut. */
export function joinResult(rest: string, at: number, result: string): string {
  return `${rest.slice(0, at)}${result}${rest.slice(at + NO_RESULT.length)}`;
}
