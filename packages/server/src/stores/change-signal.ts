/** Reports ids that may have changed at once. Changes that the signal misses are found later by polling. */
export interface ChangeSignal {
  /** Connects, and connects again after each loss of the connection. */
  start(listener: SignalListener): void;
  close(): void;
}

export interface SignalListener {
  /** Called when the signal begins to report every change. Changes before this moment may have been missed. */
  connected(): void;
  /** Called when the signal may start to miss changes. */
  disconnected(): void;
  /** Receives ids of tasks or groups, watched or not. */
  changed(ids: readonly string[]): void;
}
