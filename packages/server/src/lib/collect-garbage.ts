/** Allocating this much outside of its heap makes V8 collect garbage there. */
const COLLECT_BYTES = 128 * 1024 * 1024;

/**
 * Lets V8 free what a large value left behind, before the next one is read beside it. The memory that this allocates is
 * never written to, so the system gives none.
 */
export function collectGarbage(): void {
  new ArrayBuffer(COLLECT_BYTES).transfer(0);
}
