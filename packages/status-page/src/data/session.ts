import { UI_SESSION, type UiSessionBody, type UiSessionRequest } from '@celery-results/client/protocol/ui';
import { useQuery } from '@tanstack/react-query';
import { API_ROOT, SETTINGS, UI_ROOT } from './env.ts';

const URL_OF_SESSION = new URL(UI_SESSION, UI_ROOT);
/** The channel by which tabs of this page report to each other that the visitor has signed out. */
const tabs = SETTINGS.auth === 'token' ? new BroadcastChannel(`celery-results ${UI_ROOT.pathname}`) : undefined;
tabs?.addEventListener('message', () => location.reload());

/** The rights of a visitor with a token. */
export interface Session {
  /** Time at which the rights end, in milliseconds since 1970 on this browser's clock. Infinity if it is unknown. */
  readonly endsAt: number;
}

/** Returns the session of the visitor; undefined without a token, and if no token is needed. */
export function useSession(): Session | undefined {
  const { data } = useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => readSession(signal),
    enabled: SETTINGS.auth === 'token',
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? undefined;
}

/** Reads the session. Null for a visitor without rights. */
async function readSession(signal?: AbortSignal): Promise<Session | null> {
  const response = await fetch(URL_OF_SESSION, signal ? { signal } : {});
  if (!response.ok) return null;
  const { expires_at: at } = (await response.json()) as UiSessionBody;
  if (at === null) return { endsAt: Number.POSITIVE_INFINITY };
  const now = Date.now();
  // computed from the clock of the server
  return { endsAt: now + Date.parse(at) - Date.parse(response.headers.get('date') ?? new Date(now).toISOString()) };
}

/** Stores a token in a cookie that no script can read. Returns a sentence for the visitor if it was refused. */
export async function startSession(token: string): Promise<string> {
  if (!/^[\w.~+/-]+=*$/.test(token)) return 'This is not a token: it has characters that no token has.';
  return change({ path: API_ROOT.pathname }, { Authorization: `Bearer ${token}` });
}

/** Removes this cookie. Returns a sentence for the visitor if the access has not ended. */
export async function endSession(): Promise<string> {
  const problem = await change({ path: API_ROOT.pathname, end: true }, {});
  if (problem !== '') return problem;
  if (await readSession()) return 'Another cookie of this site still gives access. Sign out of the site.';
  tabs?.postMessage('signed out');
  // removes all data from the memory of the page
  location.reload();
  return '';
}

async function change(body: UiSessionRequest, headers: Readonly<Record<string, string>>): Promise<string> {
  try {
    const response = await fetch(URL_OF_SESSION, {
      method: 'POST',
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (response.ok) return '';
    const problem = (await response.json()) as { readonly title?: string; readonly detail?: string };
    return `${problem.title ?? 'The server refused the token'}: ${problem.detail ?? response.status}.`;
  } catch {
    return 'The server does not answer.';
  }
}
