/** What another server answered. */
export interface FetchedJson {
  readonly status: number;
  /** Undefined for any status but 200. */
  readonly body: unknown;
}

export interface FetchOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds, until the whole body is there. */
  readonly timeout: number;
  /** Bytes of a body. */
  readonly mostBytes: number;
}

/**
 * Asks another server for JSON. A redirect is not followed: what is sent and what is trusted is for this one URL.
 *
 * @throws Error where it does not answer in time, or not with JSON, or with too much; it never has anything of the answer in it
 */
export async function fetchJson(url: string, { headers, timeout, mostBytes }: FetchOptions): Promise<FetchedJson> {
  const signal = AbortSignal.timeout(timeout);
  const response = await fetch(url, {
    redirect: 'manual',
    signal,
    headers: { Accept: 'application/json', ...headers },
  });
  if (response.status !== 200) {
    await response.body?.cancel();
    return { status: response.status, body: undefined };
  }
  if (!/^application\/([\w.-]+\+)?json\b/i.test(response.headers.get('Content-Type') ?? '')) {
    await response.body?.cancel();
    throw new Error('the answer is not announced as JSON');
  }
  const text = await readText(response, mostBytes);
  try {
    return { status: 200, body: JSON.parse(text) };
  } catch {
    // the reader's own words would repeat a part of the answer
    throw new Error('the answer is not JSON');
  }
}

async function readText(response: Response, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) throw new Error(`the answer has more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
