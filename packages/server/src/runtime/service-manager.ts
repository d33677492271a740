import { execFile } from 'node:child_process';

/** Reports the state of the service to systemd. Without systemd it does nothing. */
export interface ServiceManager {
  /** Reports that the server listens, and then regularly that the event loop runs, if systemd asks for it. */
  ready(): void;
  stopping(): void;
}

export interface ServiceManagerEnv {
  /** The socket of systemd. */
  readonly NOTIFY_SOCKET?: string | undefined;
  /** Microseconds after which systemd ends a service that reports nothing. */
  readonly WATCHDOG_USEC?: string | undefined;
}

/**
 * Connects to systemd through its program `systemd-notify`: Node has no datagram Unix sockets. The unit needs
 * `NotifyAccess=all`.
 */
export function connectServiceManager({ NOTIFY_SOCKET, WATCHDOG_USEC }: ServiceManagerEnv): ServiceManager {
  if (NOTIFY_SOCKET === undefined || NOTIFY_SOCKET === '') return { ready: () => {}, stopping: () => {} };
  // errors are ignored: systemd notices a missing report and ends the service
  const notify = (state: string): void => void execFile('systemd-notify', [state], () => {});
  const watchdogMs = Number(WATCHDOG_USEC ?? 0) / 1_000;
  return {
    ready: () => {
      notify('READY=1');
      if (watchdogMs > 0) setInterval(() => notify('WATCHDOG=1'), watchdogMs / 3).unref();
    },
    stopping: () => notify('STOPPING=1'),
  };
}
