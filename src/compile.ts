import { type Answer, answerWarnings } from './config/answer-warnings.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { ArtifactSet } from './emit/artifact.ts';
import { emitArtifacts, type emitCluster } from './emit/emit-artifacts.ts';
import type { ProviderEmits } from './emit/provider-emit.ts';
import { type PipelineInput, type Resolved, resolvePlatform, type ResolveSeams } from './resolve-platform.ts';

/** What may be put in the place of what is usual. */
export interface EmitSeams {
  /** Emits one cluster, or takes what it emitted before. */
  readonly emitOne?: typeof emitCluster;
  readonly emits?: ProviderEmits;
}

export interface Emitted {
  /** Undefined when anything is wrong. */
  readonly set: ArtifactSet | undefined;
  /** What only shows when texts are rendered: faults of blueprints, Helm values that a chart does not know. */
  readonly diagnostics: readonly Diagnostic[];
  readonly answered: readonly Answer[];
}

export type Compilation = Resolved & Emitted;

/** The whole core: texts in, texts out. Commands and tests go this way, some of them no further than `resolvePlatform`. */
export function compile(input: PipelineInput, seams: ResolveSeams & EmitSeams = {}): Compilation {
  const resolved = resolvePlatform(input, seams);
  const emitted = emitResolved(resolved, seams);
  return {
    ...resolved,
    set: emitted.set,
    diagnostics: [...resolved.diagnostics, ...emitted.diagnostics],
    answered: [...resolved.answered, ...emitted.answered],
  };
}

/** Renders what was resolved. */
export function emitResolved(
  { platform, catalog, config }: Pick<Resolved, 'platform' | 'catalog' | 'config'>,
  seams: EmitSeams = {},
): Emitted {
  if (platform === undefined || catalog === undefined || config === undefined)
    return { set: undefined, diagnostics: [], answered: [] };
  const { value, diagnostics } = emitArtifacts(platform, catalog, seams.emitOne, seams.emits);
  const { open, answered } = answerWarnings(diagnostics, config);
  return { set: value, diagnostics: open, answered };
}
