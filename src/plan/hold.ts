import { diagnostic } from '../diagnostics/catalogue.ts';
import type { DiagnosticCode } from '../diagnostics/catalogue/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';

/**
 * Why a layer is not compared, or work is not done. Deferred: something was not given that it needs. Blocked: it would do harm,
 * or what was given does not answer.
 */
export interface Hold {
  readonly state: 'deferred' | 'blocked';
  /** `message`: why; `help`: what it needs. */
  readonly diagnostic: Diagnostic;
}

export function deferred(code: DiagnosticCode, because: string, needs: string): Hold {
  return { state: 'deferred', diagnostic: refusal(code, because, needs) };
}

export function blocked(code: DiagnosticCode, because: string, needs: string): Hold {
  return { state: 'blocked', diagnostic: refusal(code, because, needs) };
}

/** A diagnostic about the world: no text is to blame. */
export function refusal(code: DiagnosticCode, because: string, needs: string): Diagnostic {
  return diagnostic(code, undefined, because, { help: needs });
}
