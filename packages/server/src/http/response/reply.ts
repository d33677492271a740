import type { Context, Middleware } from 'koa';

/** A list in which each header's name is followed by its value. Node sends this form without checks of each header. */
type Headers = readonly string[];

/**
 * Fast path: a response that sends headers and body together, without Koa. Setting headers one by one costs as much as
 * all of Koa (docs/decisions/0032). Koa sends the other responses: problems, pages and large bodies.
 */
class Reply {
  readonly #headers: string[];
  /** Absent if Koa sends the body. */
  body: string | Buffer | undefined;

  constructor(headers: Headers) {
    this.#headers = [...headers];
  }

  set(name: string, value: string): void {
    const headers = this.#headers;
    for (let at = 0; at < headers.length; at += 2)
      if (headers[at] === name) {
        headers[at + 1] = value;
        return;
      }
    headers.push(name, value);
  }

  send({ req, res }: Context, body: string | Buffer): void {
    // the text is ASCII, so each character is one byte
    if (res.statusCode !== 304) this.set('Content-Length', String(body.length));
    res.writeHead(res.statusCode, this.#headers);
    if (req.method === 'HEAD') res.end();
    else if (typeof body === 'string') res.end(body, 'latin1');
    else res.end(body);
  }

  /** Copies the headers to Koa's response, and keeps headers that are already set there. */
  applyHeaders({ res }: Context): void {
    const headers = this.#headers;
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] ?? '';
      if (!res.hasHeader(name)) res.setHeader(name, headers[at + 1] ?? '');
    }
  }

  /** Lets Koa send the response. */
  passToKoa(ctx: Context): void {
    this.applyHeaders(ctx);
    if (this.body !== undefined) ctx.body = ctx.status === 304 ? null : this.body;
  }
}

const replies = new WeakMap<Context, Reply>();

/**
 * Creates the outermost middleware of a standalone server, which has no outer middleware that could change a response.
 *
 * @param headers headers of every response
 * @param isDraining whether responses close their connections
 */
export function sendReplies(headers: Headers, isDraining: () => boolean): Middleware {
  return async (ctx, next) => {
    const reply = new Reply(headers);
    replies.set(ctx, reply);
    await next();
    const { res } = ctx;
    // an inner middleware has already sent the headers of a response that stays open
    if (res.headersSent) return;
    if (isDraining()) res.setHeader('Connection', 'close');
    if (reply.body === undefined || !ctx.writable || res.getHeaderNames().length > 0) reply.passToKoa(ctx);
    else {
      ctx.respond = false;
      reply.send(ctx, reply.body);
    }
  };
}

/** Sets a header of the response. */
export function setHeader(ctx: Context, name: string, value: string): void {
  const reply = replies.get(ctx);
  if (reply) reply.set(name, value);
  else ctx.res.setHeader(name, value);
}

/** Sets the body: ASCII text, or bytes. A response with the status 304 has no body. */
export function setBody(ctx: Context, status: 200 | 304, body: string | Buffer): void {
  const reply = replies.get(ctx);
  ctx.status = status;
  if (reply) reply.body = body;
  else ctx.body = status === 304 ? null : body;
}

/** Sets all headers that {@link setHeader} collected on Node's response, for code that sends the response itself. */
export function applyHeaders(ctx: Context): void {
  replies.get(ctx)?.applyHeaders(ctx);
}
