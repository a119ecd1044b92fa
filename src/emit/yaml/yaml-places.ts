/** Where a node stands: its own offset, and those of its children. A key's place is where the key begins. */
export interface YamlPlaces {
  readonly offset: number;
  /** Of a map by key, of a list by position. */
  readonly children: ReadonlyMap<string, YamlPlaces> | readonly YamlPlaces[] | undefined;
}
