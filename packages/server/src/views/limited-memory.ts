import type { ReadMemory } from '../stores/store.ts';

/** Limits the memory that one answer may take. */
export function limitedMemory(memory: ReadMemory, maxBytes: number): ReadMemory {
  let taken = 0;
  return {
    take: async (bytes) => {
      if (taken + bytes > maxBytes || !(await memory.take(bytes))) return false;
      taken += bytes;
      return true;
    },
    give: (bytes) => {
      taken -= bytes;
      memory.give(bytes);
    },
  };
}
