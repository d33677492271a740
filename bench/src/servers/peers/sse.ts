import { createServer, type ServerResponse } from 'node:http';
import { listen } from './listen.ts';

// Streams of events as one writes them by hand: a loop over all responses. `POST /` sends its body to all of them.

const HEARTBEAT_MS = 15_000;
const open = new Set<ServerResponse>();

function sendAll(text: string): void {
  for (const response of open) response.write(text);
}

setInterval(() => sendAll(':\n\n'), HEARTBEAT_MS);

const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/') {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      sendAll(`event: task\ndata: ${body}\n\n`);
      response.end();
    });
    return;
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  response.write('event: snapshot-end\ndata: {}\n\n');
  open.add(response);
  response.once('close', () => open.delete(response));
});
server.timeout = 0;
listen(server);
