import { answerWarnings } from '../../config/answer-warnings.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { hasErrors } from '../../diagnostics/diagnostic.ts';
import type { ArtifactSet } from '../../emit/artifact.ts';
import { emitArtifacts } from '../../emit/emit-artifacts.ts';
import type { Loaded } from '../input/load.ts';

export interface Emitted {
  /** Undefined when anything is wrong. */
  readonly set: ArtifactSet | undefined;
  /** What only shows when texts are rendered: faults of blueprints, Helm values that a chart does not know. */
  readonly diagnostics: readonly Diagnostic[];
  /** The same, with the warnings counted that were answered here. */
  readonly loaded: Loaded;
}

/** Renders what was loaded, in memory. `emitOne` is that of `emitArtifacts`. */
export function emitLoaded(loaded: Loaded, emitOne?: Parameters<typeof emitArtifacts>[2]): Emitted {
  const { platform, catalog, config } = loaded;
  if (platform === undefined || catalog === undefined || config === undefined || hasErrors(loaded.diagnostics)) {
    return { set: undefined, diagnostics: [], loaded };
  }
  const { value, diagnostics } = emitArtifacts(platform, catalog, emitOne);
  const { open, answered } = answerWarnings(diagnostics, config);
  return { set: value, diagnostics: open, loaded: { ...loaded, answered: loaded.answered + answered.length } };
}
