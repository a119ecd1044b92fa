/** The capability that every component provides by its name alone, for those that wait for it by name. */
export function componentCapability(name: string): string {
  return `component/${name}`;
}

/** The name of the component in such a capability; undefined for any other. */
export function componentOfCapability(capability: string): string | undefined {
  return capability.startsWith('component/') ? capability.slice('component/'.length) : undefined;
}
