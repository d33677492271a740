/** A task as a test stores it. */
export interface StoredTask {
  /** Default SUCCESS. */
  readonly state?: string;
  /** JSON text; null: nothing is stored. Default `null` (the JSON text). */
  readonly result?: string | null;
  readonly traceback?: string;
  readonly name?: string;
  readonly worker?: string;
}

/** Writes to a storage as a Celery worker would. Every kind of store has one, for the contract that all stores keep. */
export interface StoreWriter {
  /** Stores a task, or changes the stored one. */
  write(id: string, task?: StoredTask): Promise<void>;
  /** Stores a group whose members are tasks. */
  writeGroup(id: string, members: readonly string[]): Promise<void>;
  /** Removes a task. */
  remove(id: string): Promise<void>;
  close(): Promise<void>;
}
