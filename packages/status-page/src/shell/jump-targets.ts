import { isValidId } from '@celery-results/client/protocol';
import { lookOf } from '../text/state.ts';

/** A place of the page. */
export interface JumpTarget {
  readonly url: string;
  readonly text: string;
  readonly detail: string;
}

const STATES = ['FAILURE', 'STARTED', 'RETRY', 'REVOKED', 'SUCCESS'];

const PLACES: readonly JumpTarget[] = [
  { url: '/', text: 'Tasks', detail: 'the newest' },
  { url: '/overview/', text: 'Overview', detail: 'throughput, errors, chords' },
  ...STATES.map((state) => ({
    url: `/?status=${state}`,
    text: `${lookOf(state).word} tasks`,
    detail: `state ${state}`,
  })),
];

/** Returns the places that match a text. For a text that may be an id, they include its task and its group. */
export function jumpTargets(text: string): readonly JumpTarget[] {
  const typed = text.trim();
  const found = PLACES.filter((place) => `${place.text} ${place.detail}`.toLowerCase().includes(typed.toLowerCase()));
  const id = idOf(typed);
  if (id === undefined) return found;
  return [
    ...found,
    { url: `/tasks/${encodeURIComponent(id)}/`, text: 'Open the task', detail: id },
    { url: `/groups/${encodeURIComponent(id)}/`, text: 'Open the group', detail: id },
  ];
}

/** Returns an id, also from `AsyncResult("…")` or a URL. */
function idOf(text: string): string | undefined {
  const inner = /(?:Async|Group)Result\(\s*(?:id=)?["']([^"']+)["']/.exec(text)?.[1];
  const last = /^https?:\/\/.*?([^/]+)\/?$/.exec(text)?.[1];
  const id = inner ?? last ?? text;
  return id !== '' && isValidId(id) ? id : undefined;
}
