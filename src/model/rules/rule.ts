import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft } from '../draft.ts';

/** Looks at the whole platform for one kind of fault. What is undefined in the draft was reported already: skip it. */
export type Rule = (draft: Draft) => readonly Diagnostic[];
