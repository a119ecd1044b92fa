/** RFC 3339 in UTC without fractions, as Go prints it. */
export function formatTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
