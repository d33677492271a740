/** A member of a group: a task's id, or a group in the group. */
export type FakeMember = string | { readonly id: string; readonly members: readonly FakeMember[] };

/** A saved group of a {@link FakeCelery}. Give it as a member to another one for a nested group. */
export interface FakeGroup {
  readonly id: string;
  readonly members: readonly FakeMember[];
  /** Forgets the group, as when its row expires; its tasks stay. */
  unknown(): void;
}

/** Members by themselves: a test may change its list later. */
export function copyOf(members: readonly FakeMember[]): readonly FakeMember[] {
  return members.map((one) => (typeof one === 'string' ? one : { id: one.id, members: copyOf(one.members) }));
}

/** The task ids of members in order, those of nested groups in their place. */
export function leavesOf(members: readonly FakeMember[]): readonly string[] {
  return members.flatMap((member) => (typeof member === 'string' ? [member] : leavesOf(member.members)));
}
