import { isCeleryResultsError } from '@celery-results/client';

/** The reason of a failed request, by the action that a visitor can take. */
export type FailureKind =
  | 'signed-out'
  | 'no-right'
  | 'store-away'
  | 'server-away'
  | 'no-list'
  | 'limited'
  | 'bad-request'
  | 'other';

export interface Failure {
  readonly kind: FailureKind;
  /** The server's sentence; empty if there is none. */
  readonly detail: string;
}

const BY_PROBLEM: Readonly<Record<string, FailureKind>> = {
  'store-unavailable': 'store-away',
  'auth-unavailable': 'server-away',
  'rate-limited': 'limited',
  overloaded: 'limited',
  draining: 'server-away',
  'list-unavailable': 'no-list',
};

/** Returns the reason of an error of the client. */
export function failureOf(error: unknown): Failure {
  if (!isCeleryResultsError(error)) return { kind: 'other', detail: String(error) };
  if (error.code === 'NETWORK' || error.code === 'TIMEOUT') return { kind: 'server-away', detail: error.message };
  if (error.code === 'LOGIN_REDIRECT') return { kind: 'signed-out', detail: '' };
  if (error.code !== 'HTTP') return { kind: 'other', detail: error.message };
  const problem = error.body as { readonly type?: string; readonly title?: string; readonly detail?: string } | null;
  const name = problem?.type?.split(':').at(-1) ?? '';
  return { kind: BY_PROBLEM[name] ?? kindOf(error.status), detail: problem?.detail ?? problem?.title ?? error.message };
}

function kindOf(status: number): FailureKind {
  if (status === 401) return 'signed-out';
  if (status === 403) return 'no-right';
  if (status === 404 || status === 501) return 'no-list';
  if (status === 400) return 'bad-request';
  return status >= 500 ? 'server-away' : 'other';
}
