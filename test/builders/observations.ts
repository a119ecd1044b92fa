import type { EngineObservations, Observations } from '../../src/observe/observations.ts';

/** Nothing is there, but for what a test says. */
export function observations(
  more: Partial<Omit<Observations, 'engines'>> = {},
  engines: Partial<EngineObservations> = {},
): Observations {
  return {
    output: new Map(),
    published: [],
    engines: {
      terraform: undefined,
      credentials: new Set(),
      kubeconfigs: new Set(),
      talosconfigs: new Set(),
      ...engines,
    },
    secrets: new Set(),
    diagnostics: [],
    ...more,
  };
}
