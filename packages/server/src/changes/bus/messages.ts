import { isObject } from '../../lib/is-object.ts';

/** The ids of a message. */
export interface MessageIds {
  readonly tasks: readonly string[];
  readonly groups: readonly string[];
}

/**
 * A message to all members: `beat`, the leader is alive; `ask`, a new leader asks for the watched ids; `changed`, ids
 * may have changed.
 */
export type LeaderMessage =
  | { readonly kind: 'beat' | 'ask'; readonly from: string }
  | ({ readonly kind: 'changed'; readonly from: string } & MessageIds);

/** A message to the leader: all ids that a member watches, or further ids. */
export type MemberMessage = {
  readonly kind: 'all' | 'more';
  readonly from: string;
  /** Tasks in a final state. */
  readonly final: readonly string[];
} & MessageIds;

/** Parses a message. Undefined for any other text. */
export function readLeaderMessage(text: string): LeaderMessage | undefined {
  const message = parse(text);
  if (message?.['kind'] === 'beat' || message?.['kind'] === 'ask') return message as unknown as LeaderMessage;
  return message?.['kind'] === 'changed' && hasIds(message) ? (message as unknown as LeaderMessage) : undefined;
}

export function readMemberMessage(text: string): MemberMessage | undefined {
  const message = parse(text);
  const isKnown = message?.['kind'] === 'all' || message?.['kind'] === 'more';
  return isKnown && hasIds(message) && isTexts(message['final']) ? (message as unknown as MemberMessage) : undefined;
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) && typeof value['from'] === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

function hasIds(message: Readonly<Record<string, unknown>>): boolean {
  return isTexts(message['tasks']) && isTexts(message['groups']);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
