import type { PortAddress, SocketAddress } from '../lib/address.ts';
import { numberOf } from './read-number.ts';
import { textOf, type Values } from './values.ts';

/** The longest path of a socket on Linux. */
const MAX_SOCKET_BYTES = 107;

/** The address to listen on: host and port, or a Unix socket. */
export interface AddressConfig extends PortAddress {
  readonly socket: SocketAddress | undefined;
}

export function readAddress(values: Values, errors: string[]): AddressConfig {
  // as in a URL, an IPv6 address may have brackets
  const host = (textOf(values, 'host') ?? '').replace(/^\[(.*)\]$/, '$1');
  return { host, port: numberOf(values, 'port', { from: 0, to: 65_535, errors }), socket: readSocket(values, errors) };
}

function readSocket(values: Values, errors: string[]): SocketAddress | undefined {
  const text = textOf(values, 'listen');
  const mode = textOf(values, 'socket-mode') ?? '';
  if (!/^[0-7]{3}$/.test(mode)) errors.push(`socket mode "${mode}" is not like 660`);
  if (text === undefined) {
    if (values.has('socket-mode')) errors.push('socket mode is for --listen unix:PATH only');
    return undefined;
  }
  for (const name of ['host', 'port'] as const)
    if (values.has(name) && values.get(name)?.from !== 'variable PORT')
      errors.push(`there are listen and ${name} (${values.get(name)?.from}): give one of them`);
  const socket = /^unix:(\/.+)$/s.exec(text)?.[1] ?? '';
  if (socket === '') errors.push(`listen "${text}" is not like unix:/run/celery-results/socket`);
  if (Buffer.byteLength(socket) > MAX_SOCKET_BYTES)
    errors.push(`the path of the socket has more than ${MAX_SOCKET_BYTES} bytes`);
  return { socket, mode: Number.parseInt(mode, 8) };
}
