/** Size of a large result in bytes, nearly. */
const SIZE = 100_000;

/**
 * JSON text of about 100 kB as Python's json module writes it: the rows of a table. The names of the fields repeat, the values do not, so
 * it compresses about as well as such tables do.
 */
export function largeResult(number: number): string {
  const random = randomNumbers(number + 1);
  const rows: string[] = [];
  for (let size = 0; size < SIZE; size += (rows.at(-1)?.length ?? 0) + 2) rows.push(tableRow(random));
  return `{"rows": [${rows.join(', ')}]}`;
}

function tableRow(random: () => number): string {
  const words = Array.from({ length: 3 }, () => random().toString(36));
  return `{"id": ${random()}, "name": "${words.join(' ')}", "amount": ${random() % 100_000}.5, "paid": ${random() % 2 === 0}, "note": null}`;
}

/** Whole numbers below 2³², the same for the same seed (xorshift). */
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
