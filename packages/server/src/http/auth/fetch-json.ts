/** The answer of another server. */
export interface FetchedJson {
  readonly status: number;
  /** Undefined unless the status is 200. */
  readonly body: unknown;
  /** The target of a redirect. */
  readonly location: string | undefined;
}

export interface FetchOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the whole body has arrived. */
  readonly timeout: number;
  /** Largest number of bytes of a body. */
  readonly maxBytes: number;
}

/**
 * Fetches JSON from another server. It follows no redirect: the headers are for this URL only, and so is the trust.
 *
 * @throws Error when the answer is late, too large or not JSON. The message contains no part of the answer.
 */
export async function fetchJson(url: string, { headers, timeout, maxBytes }: FetchOptions): Promise<FetchedJson> {
  const signal = AbortSignal.timeout(timeout);
  const response = await fetch(url, {
    redirect: 'manual',
    signal,
    headers: { Accept: 'application/json', ...headers },
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    const location = response.headers.get('Location') ?? undefined;
    return { status: response.status, body: undefined, location };
  }
  if (!/^application\/([\w.-]+\+)?json\b/i.test(response.headers.get('Content-Type') ?? '')) {
    await response.body?.cancel();
    throw new Error('the answer has no JSON content type');
  }
  const text = await readText(response, maxBytes);
  try {
    return { status: 200, body: JSON.parse(text), location: undefined };
  } catch {
    // the parser's message contains a part of the answer
    throw new Error('the answer is not JSON');
  }
}

async function readText(response: Response, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw new Error(`the answer has more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
