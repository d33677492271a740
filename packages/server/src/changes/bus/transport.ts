/**
 * Sends and receives the messages of the bus. No method throws: without a connection, messages are lost and no lock is
 * held.
 */
export interface Transport {
  /** Whether messages arrive now. */
  readonly isConnected: boolean;
  publish(channel: string, text: string): void;
  subscribe(channel: string, onText: (text: string) => void): Promise<void>;
  unsubscribe(channel: string): Promise<void>;
  /** Takes or renews a lock for this time. @returns whether this holder has it */
  lock(key: string, holder: string, milliseconds: number): Promise<boolean>;
  unlock(key: string, holder: string): Promise<void>;
  close(): Promise<void>;
}

export interface TransportOptions {
  readonly url: string;
  /** Called when messages begin to arrive. Earlier messages may have been missed. */
  readonly onConnected: () => void;
  readonly onError: (error: Error) => void;
}
