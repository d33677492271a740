/** Approximate size of a large result. */
const SIZE_BYTES = 100_000;

/**
 * JSON text of about 100 kB as Python's json module writes it: the rows of a table. Field names repeat and values do
 * not, so it compresses like a real table.
 */
export function largeResult(number: number): string {
  const random = randomNumbers(number + 1);
  const rows: string[] = [];
  for (let size = 0; size < SIZE_BYTES; size += (rows.at(-1)?.length ?? 0) + 2) rows.push(tableRow(random));
  return `{"rows": [${rows.join(', ')}]}`;
}

function tableRow(random: () => number): string {
  const words = Array.from({ length: 3 }, () => random().toString(36));
  const id = random();
  const amount = random() % 100_000;
  const paid = random() % 2 === 0;
  return `{"id": ${id}, "name": "${words.join(' ')}", "amount": ${amount}.5, "paid": ${paid}, "note": null}`;
}

/** Pseudo-random integers below 2³² (xorshift). A seed always gives the same series. */
function randomNumbers(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}
