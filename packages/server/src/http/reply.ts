import type { Context, Middleware } from 'koa';

/** Names and values of headers in turn, as Node takes them without looking at each. */
type Headers = readonly string[];

/** An answer that is sent in one piece, headers and body, past Koa: setting each header by itself costs as much as all of Koa. */
class Reply {
  readonly #headers: string[];
  /** Absent where Koa answers: a stream, a problem, a page. */
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
    // text is ASCII
    if (res.statusCode !== 304) this.set('Content-Length', String(body.length));
    res.writeHead(res.statusCode, this.#headers);
    if (req.method === 'HEAD') res.end();
    else if (typeof body === 'string') res.end(body, 'latin1');
    else res.end(body);
  }

  /** Hands everything over to Koa, which keeps what is set already. */
  hand(ctx: Context): void {
    const headers = this.#headers;
    for (let at = 0; at < headers.length; at += 2) {
      const name = headers[at] ?? '';
      if (!ctx.res.hasHeader(name)) ctx.res.setHeader(name, headers[at + 1] ?? '');
    }
    if (this.body !== undefined) ctx.body = ctx.status === 304 ? null : this.body;
  }
}

/**
 * The outermost middleware of a server that stands alone: nobody after it changes an answer.
 *
 * @param headers of every answer
 * @param isDraining whether answers close their connections
 */
export function sendReplies(headers: Headers, isDraining: () => boolean): Middleware {
  return async (ctx, next) => {
    const reply = new Reply(headers);
    ctx.state['reply'] = reply;
    await next();
    const { res } = ctx;
    if (isDraining()) res.setHeader('Connection', 'close');
    if (reply.body === undefined || !ctx.writable || res.getHeaderNames().length > 0) reply.hand(ctx);
    else {
      ctx.respond = false;
      reply.send(ctx, reply.body);
    }
  };
}

/** Sets a header of the answer. */
export function setHeader(ctx: Context, name: string, value: string): void {
  const reply: Reply | undefined = ctx.state['reply'];
  if (reply) reply.set(name, value);
  else ctx.res.setHeader(name, value);
}

/** Answers with text that is ASCII, or bytes; with nothing but the headers where the status is 304. */
export function setBody(ctx: Context, status: 200 | 304, body: string | Buffer): void {
  const reply: Reply | undefined = ctx.state['reply'];
  ctx.status = status;
  if (reply) reply.body = body;
  else ctx.body = status === 304 ? null : body;
}
