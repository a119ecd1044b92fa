/** What is taken within a scope, by the scope's name; without one, all of those share a set. */
export function takenBy<T>(taken: Map<string, Set<T>>, name: string | undefined): Set<T> {
  const known = taken.get(name ?? '') ?? new Set<T>();
  taken.set(name ?? '', known);
  return known;
}
