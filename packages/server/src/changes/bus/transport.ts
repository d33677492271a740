/** Carries the messages of the bus. Nothing throws: while it is away, messages are lost and no lock is held. */
export interface Transport {
  /** Whether messages arrive at the moment. */
  readonly isConnected: boolean;
  publish(channel: string, text: string): void;
  subscribe(channel: string, onText: (text: string) => void): Promise<void>;
  unsubscribe(channel: string): Promise<void>;
  /** Takes or keeps a lock for this time. @returns whether this holder has it */
  lock(key: string, holder: string, milliseconds: number): Promise<boolean>;
  unlock(key: string, holder: string): Promise<void>;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly url: string;
  /** Called when messages arrive from now on. Some may have been missed before. */
  readonly onConnected: () => void;
  readonly onError: (error: Error) => void;
}
