// Loaded into the server's own process with --import: tells whoever forked it the most work that was done in one go while other requests
// waited. It is the thread's own processor time, since what other programs take of the machine is not the server's doing.
const RESOLUTION = 2;
let last = process.threadCpuUsage();
let most = 0;

setInterval(() => {
  const { user, system } = process.threadCpuUsage(last);
  most = Math.max(most, (user + system) / 1_000);
  last = process.threadCpuUsage();
}, RESOLUTION).unref();

process.on('message', (question) => {
  if (question === 'heap') {
    globalThis.gc?.();
    process.send?.({ heap: process.memoryUsage().heapUsed });
    return;
  }
  process.send?.({ stall: most });
  most = 0;
});
