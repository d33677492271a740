import { pythonJson } from './python-json.ts';
import type { PythonValue } from './python-value.ts';

/** An answer before the network has it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A body as Django's `JsonResponse` writes it; `strict` for what our server answers beyond Django. */
export function jsonAnswer(body: PythonValue, options: { readonly strict?: boolean } = {}): Answer {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: pythonJson(body, options) };
}

export function htmlAnswer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body };
}
