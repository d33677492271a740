import { pythonJson } from './python-json.ts';
import type { PythonValue } from './python-value.ts';

/** An answer before the network has it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A body as Django's `JsonResponse` writes it. */
export function jsonAnswer(body: PythonValue): Answer {
  return { status: 200, headers: { 'Content-Type': 'application/json' }, body: pythonJson(body) };
}

export function htmlAnswer(status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body };
}

/** RFC 9457, in the words of `@celery-results/server`. */
export function problemAnswer(
  status: number,
  problem: { readonly name: string; readonly title: string; readonly detail?: string },
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const { name, title, detail } = problem;
  const type = `urn:celery-results:problem:${name}`;
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
    body: JSON.stringify({ type, title, status, detail }),
  };
}
