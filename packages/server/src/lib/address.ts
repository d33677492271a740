/** The address on which a server listens. */
export type Address = PortAddress | SocketAddress;

export interface PortAddress {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
}

/** A Unix socket. */
export interface SocketAddress {
  readonly socket: string;
  /** Permissions of the socket's file. */
  readonly mode: number;
}

/** Returns the configured address: the socket, if there is one. */
export function toAddress({
  host,
  port,
  socket,
}: PortAddress & { readonly socket: SocketAddress | undefined }): Address {
  return socket ?? { host, port };
}

/** Returns an address as text for a sentence. */
export function addressText(address: Address): string {
  return 'socket' in address ? `the socket ${address.socket}` : `${address.host} port ${address.port}`;
}

/**
 * Returns an origin such as `http://127.0.0.1:8787`. For a Unix socket, it is `unix:/run/results.sock:`, as in nginx.
 */
export function originOf(address: Address): string {
  if ('socket' in address) return `unix:${address.socket}:`;
  return `http://${address.host.includes(':') ? `[${address.host}]` : address.host}:${address.port}`;
}
