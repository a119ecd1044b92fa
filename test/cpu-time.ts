/**
 * Starts to count; the answer gives the CPU milliseconds that this process has used since. Time in which other programs have the
 * processor does not count, so that a busy machine fails no test.
 */
export function cpuClock(): () => number {
  const from = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1000;
  };
}
