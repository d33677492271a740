/** The ids of a batch, each with the etag that the client has, or null. No id is in both maps. */
export interface BatchQuery {
  readonly tasks: ReadonlyMap<string, string | null>;
  readonly groups: ReadonlyMap<string, string | null>;
}
