/** Reports which ids may have changed as soon as they do. What it misses, polling finds later. */
export interface ChangeSignal {
  /** Connects, and connects again whenever the connection is lost. */
  start(listener: SignalListener): void;
  close(): void;
}

export interface SignalListener {
  /** Called when every change is reported from now on. Changes before this moment may have been missed. */
  connected(): void;
  /** Called when changes may be missed from now on. */
  disconnected(): void;
  /** Receives ids of tasks or groups, watched or not. */
  changed(ids: readonly string[]): void;
}
