// Runs in the server's process (--import). It sends the parent the longest work between two turns of the event loop,
// during which other requests wait. It counts the CPU time of the thread, which other programs do not change.
const RESOLUTION_MS = 2;
let last = process.threadCpuUsage();
let most = 0;

setInterval(() => {
  const { user, system } = process.threadCpuUsage(last);
  most = Math.max(most, (user + system) / 1_000);
  last = process.threadCpuUsage();
}, RESOLUTION_MS).unref();

process.on('message', (question) => {
  if (question === 'heap') {
    globalThis.gc?.();
    process.send?.({ heap: process.memoryUsage().heapUsed });
    return;
  }
  process.send?.({ stall: most });
  most = 0;
});
