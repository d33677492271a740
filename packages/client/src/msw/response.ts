import { pythonJson } from './python-json.ts';
import type { PythonValue } from './python-value.ts';

/** A response, before MSW sends it. */
export interface FakeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream stays open. */
  readonly body: string | ReadableStream<Uint8Array>;
}

/** Creates a JSON response as Django's `JsonResponse` does. `strict`: strict JSON, as our server's own routes send. */
export function jsonResponse(body: PythonValue, options: { readonly strict?: boolean } = {}): FakeResponse {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: pythonJson(body, options) };
}

export function htmlResponse(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): FakeResponse {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body };
}
