/** One event of a `text/event-stream`. */
export interface ServerEvent {
  readonly name: string;
  readonly id: string;
  readonly data: string;
}

/**
 * Reads a `text/event-stream` to its end, and calls back with each event. `onChunk` is called for every chunk, also for
 * a heartbeat. Rejects with the error of the body, such as after an abort.
 *
 * It supports the fields of our server: `event`, `id` and `data`, and comments. `retry` is ignored.
 */
export async function readEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  { onEvent, onChunk }: { onEvent(event: ServerEvent): void; onChunk(): void },
): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let fields: Record<string, string> = {};
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onChunk();
    const lines = (rest + value).split('\n');
    rest = lines.pop() as string;
    for (const line of lines) {
      const [, name, text] = /^(\w*): ?(.*?)\r?$/.exec(line) ?? [];
      if (name === undefined) {
        if (fields['event']) onEvent({ name: fields['event'], id: fields['id'] ?? '', data: fields['data'] ?? '' });
        fields = {};
      } else if (name) fields[name] = name in fields ? `${fields[name]}\n${text}` : (text as string);
    }
  }
}
