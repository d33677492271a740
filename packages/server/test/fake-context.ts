import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import Koa, { type Context } from 'koa';

/** A context as Koa makes it, of a request that no socket brought. */
export function fakeContext(headers: Readonly<Record<string, string>> = {}, method = 'GET'): Context {
  const request = new IncomingMessage(new Socket());
  request.method = method;
  request.url = '/';
  for (const [name, value] of Object.entries({ Host: 'tasks.example', ...headers }))
    request.headers[name.toLowerCase()] = value;
  return new Koa().createContext(request, new ServerResponse(request));
}
