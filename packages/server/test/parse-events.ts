/** An event of a stream. */
export interface StreamEvent {
  readonly event: string;
  /** '' for an event without one. */
  readonly id: string;
  readonly data: string;
}

/** The events of a text, up to the last complete one. Comments and `retry` lines are left out. */
export function parseEvents(text: string): readonly StreamEvent[] {
  return text
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => {
      const lines = block.split('\n');
      const field = (name: string): string | undefined =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const event = field('event');
      if (event === undefined) return [];
      return [{ event, id: field('id') ?? '', data: field('data') ?? '' }];
    });
}
