import { type JsonSource, textSource } from './json-source.ts';
import { readRaw } from './raw-result.ts';
import type { JsonSpan } from './tokens.ts';

/** Requests of the page: first to load a URL, then for values of its text. */
export type WorkerRequest = { readonly number: number } & (
  | { readonly load: string }
  | { readonly span: JsonSpan; readonly from: number | undefined }
);

let source: JsonSource | undefined;

self.onmessage = async ({ data }: MessageEvent<WorkerRequest>) => {
  try {
    self.postMessage({ number: data.number, value: await answer(data) });
  } catch (error) {
    self.postMessage({ number: data.number, error: String(error) });
  }
};

async function answer(request: WorkerRequest): Promise<unknown> {
  if ('load' in request) {
    const { text, start } = await readRaw(request.load, new AbortController().signal, Number.POSITIVE_INFINITY);
    if (start === undefined) throw new Error('the answer has no result');
    source = textSource(text, start);
    return source.root();
  }
  if (!source) throw new Error('nothing is loaded');
  return source.children(request.span, request.from);
}
