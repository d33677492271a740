/** Number of bytes outside of V8's heap whose allocation makes V8 collect garbage there. */
const COLLECT_BYTES = 128 * 1024 * 1024;

/**
 * Makes V8 free the memory of a large value before the next one is read. The allocated memory is never written to, so
 * the system does not reserve it.
 */
export function collectGarbage(): void {
  new ArrayBuffer(COLLECT_BYTES).transfer(0);
}
