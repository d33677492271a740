/** A member of a group: the id of a task, or a nested group. */
export type FakeMember = string | { readonly id: string; readonly members: readonly FakeMember[] };

/** A saved group of a {@link FakeCelery}. It can be a member of another group. */
export interface FakeGroup {
  readonly id: string;
  readonly members: readonly FakeMember[];
  /** Removes the group's row, as if it had expired. Its tasks stay. */
  unknown(): void;
}

/** Copies members deeply, so that a test may change its own list later. */
export function copyMembers(members: readonly FakeMember[]): readonly FakeMember[] {
  return members.map((member) =>
    typeof member === 'string' ? member : { id: member.id, members: copyMembers(member.members) },
  );
}

/** Lists the task ids of members in order. Nested groups are replaced by their tasks. */
export function listLeaves(members: readonly FakeMember[]): readonly string[] {
  return members.flatMap((member) => (typeof member === 'string' ? [member] : listLeaves(member.members)));
}
