import type { DiagnosticCode } from '../diagnostics/catalogue/codes.ts';
import { type Checked, checked, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { askGates, type Gate } from '../plan/gate.ts';

export interface WorkResult {
  /** It turned out that nothing was left to do. */
  readonly already: boolean;
  /** What was done, in a few words. */
  readonly detail: string;
  /** What a branch is at now. */
  readonly published?: { readonly branch: string; readonly commit: string } | undefined;
  /** Errors: it failed. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Notes in the journal what is about to be done, before it is. */
export type Note = (detail: string) => void;

/** How one kind of work is done, in terms of the facts that its gates are asked about. */
export interface WorkSpec<W, Facts, Context> {
  readonly title: (work: W) => string;
  /** It takes its time, so that people are told when it begins. */
  readonly isSlow: boolean;
  /** Work in the same lane is done one after another. */
  readonly lane: (work: W) => string;
  /** What the operating system or a program refused, where it says nothing better. */
  readonly failure: DiagnosticCode;
  /** Asked before anything of a run is done: what can be known so early ends the run while nothing was changed. */
  readonly refuseEarly: (work: W, context: Context) => Promise<readonly Diagnostic[]>;
  readonly gates: readonly Gate<W, Facts>[];
  /** Looks, right before the work. Without facts the diagnostics say why: unknown is no. */
  readonly observe: (work: W, context: Context) => Promise<Checked<Facts>>;
  /** What is the case already, in a few words; undefined: there is something to do. */
  readonly isDone: (work: W, facts: Facts, context: Context) => Promise<string | undefined>;
  readonly effect: (work: W, facts: Facts, context: Context, note: Note) => Promise<WorkResult>;
  /** Removes what `observe` left for the effect. */
  readonly release: (facts: Facts) => void;
}

/** A kind of work as the runner sees it: what its facts are is its own affair. */
export interface WorkKind<W, Context>
  extends Pick<WorkSpec<W, unknown, Context>, 'title' | 'isSlow' | 'lane' | 'failure' | 'refuseEarly'> {
  /** Looks, asks the gates, and does what is left to do. */
  readonly perform: (work: W, context: Context, note: Note) => Promise<WorkResult>;
}

export function workKind<W, Facts, Context>(spec: WorkSpec<W, Facts, Context>): WorkKind<W, Context> {
  const { title, isSlow, lane, failure, refuseEarly } = spec;
  const perform: WorkKind<W, Context>['perform'] = async (work, context, note) => {
    const seen = await lookAndAsk(spec, work, context);
    const facts = seen.value;
    if (facts === undefined) return { already: false, detail: '', diagnostics: seen.diagnostics };
    try {
      const done = await spec.isDone(work, facts, context);
      if (done !== undefined) return { already: true, detail: done, diagnostics: seen.diagnostics };
      const result = await spec.effect(work, facts, context, note);
      return { ...result, diagnostics: [...seen.diagnostics, ...result.diagnostics] };
    } finally {
      spec.release(facts);
    }
  };
  return { title, isSlow, lane, failure, refuseEarly, perform };
}

/** Facts that all gates let pass; without a value, why not. */
export async function lookAndAsk<W, Facts, Context>(
  { observe, gates, release }: Pick<WorkSpec<W, Facts, Context>, 'observe' | 'gates' | 'release'>,
  work: W,
  context: Context,
): Promise<Checked<Facts>> {
  const seen = await observe(work, context);
  if (seen.value === undefined) return seen;
  const refused = askGates(gates, work, seen.value);
  if (refused.length === 0) return seen;
  release(seen.value);
  return checked<Facts>(undefined, [...seen.diagnostics, ...refused]);
}

/** What is the same in most kinds. */
export const plainWork = {
  isSlow: false,
  refuseEarly: async (): Promise<readonly Diagnostic[]> => [],
  release: (): void => undefined,
};
