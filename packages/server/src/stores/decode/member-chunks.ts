import type { GroupMember, TaskMember } from '../record.ts';

/** A task, the start of a nested group, or the end of the last group that started. */
export type MemberToken = TaskMember | { readonly kind: 'start'; readonly idText: string } | { readonly kind: 'end' };

const TOKENS_PER_CHUNK = 5_000;

/** Splits the members of a group into chunks of one size, whatever groups they are nested in. */
export function* toChunks(members: readonly GroupMember[]): Generator<readonly MemberToken[], undefined> {
  let chunk: MemberToken[] = [];
  for (const token of toTokens(members)) {
    chunk.push(token);
    if (chunk.length < TOKENS_PER_CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

function* toTokens(members: readonly GroupMember[]): Generator<MemberToken, undefined> {
  for (const member of members) {
    if (member.kind === 'task') yield member;
    else {
      yield { kind: 'start', idText: member.idText };
      yield* toTokens(member.members);
      yield { kind: 'end' };
    }
  }
}

/** Makes members of the chunks again. */
export class MemberCollector {
  readonly members: GroupMember[] = [];
  /** The members of each group that has started and not ended, from the outermost. */
  readonly #open: GroupMember[][] = [this.members];

  add(chunk: readonly MemberToken[]): void {
    for (const token of chunk) {
      if (token.kind === 'end') this.#open.pop();
      else if (token.kind === 'task') this.#open.at(-1)?.push(token);
      else {
        const members: GroupMember[] = [];
        this.#open.at(-1)?.push({ kind: 'group', idText: token.idText, members });
        this.#open.push(members);
      }
    }
  }
}
