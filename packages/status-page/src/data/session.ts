import { UI_SESSION, type UiSessionBody, type UiSessionRequest } from '@celery-results/client/protocol/ui';
import { useQuery } from '@tanstack/react-query';
import { API_ROOT, SETTINGS, UI_ROOT } from './env.ts';

const URL_OF_SESSION = new URL(UI_SESSION, UI_ROOT);
/** The tabs of this page tell each other when the visitor signs out. */
const tabs = SETTINGS.auth === 'token' ? new BroadcastChannel(`celery-results ${UI_ROOT.pathname}`) : undefined;
tabs?.addEventListener('message', () => location.reload());

/** The rights of a visitor with a token. */
export interface Session {
  /** When they end by the clock of this browser, in milliseconds since 1970. Infinity where nobody knows. */
  readonly endsAt: number;
}

/** The session of the visitor; undefined without a token, and where none is needed. */
export function useSession(): Session | undefined {
  const { data } = useQuery({
    queryKey: ['session'],
    queryFn: ({ signal }) => readSession(signal),
    enabled: SETTINGS.auth === 'token',
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? undefined;
}

/** Null for a visitor without rights. */
async function readSession(signal?: AbortSignal): Promise<Session | null> {
  const response = await fetch(URL_OF_SESSION, signal ? { signal } : {});
  if (!response.ok) return null;
  const { expires_at: at } = (await response.json()) as UiSessionBody;
  if (at === null) return { endsAt: Number.POSITIVE_INFINITY };
  const now = Date.now();
  // the clock of the server counts
  return { endsAt: now + Date.parse(at) - Date.parse(response.headers.get('date') ?? new Date(now).toISOString()) };
}

/** Stores a token in a cookie that no script can read. Returns a sentence for the visitor where it was refused. */
export async function startSession(token: string): Promise<string> {
  if (!/^[\w.~+/-]+=*$/.test(token)) return 'This is not a token: it has characters that no token has.';
  return change({ path: API_ROOT.pathname }, { Authorization: `Bearer ${token}` });
}

/** Removes this cookie. Returns a sentence for the visitor where the access has not ended. */
export async function endSession(): Promise<string> {
  const problem = await change({ path: API_ROOT.pathname, end: true }, {});
  if (problem !== '') return problem;
  if (await readSession()) return 'Another cookie of this site still gives access. Sign out of the site.';
  tabs?.postMessage('signed out');
  // nothing that was read stays in the memory of the page
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
