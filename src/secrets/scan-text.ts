import { scanClear, scanShapes } from '../plan/scan/scan-clear.ts';
import { formsOf } from './redact.ts';
import type { Secret } from './secret.ts';

/** One place where a secret stands in clear. Never the secret itself. */
export interface Finding {
  /** From 1. */
  readonly line: number;
  /** "the value of token in secrets/prod/dns.sops.yaml", "a private key" */
  readonly what: string;
}

/** Searches texts for these values, in every form, and for shapes; `named`: for values with names of secrets, too. */
export function scanner(
  values: readonly { readonly name: string; readonly secret: Secret }[],
): (text: string, named?: boolean) => Finding[] {
  const names = new Map<string, string>();
  for (const { name, secret } of values)
    for (const form of formsOf(secret)) if (!names.has(form)) names.set(form, name);
  const forms = [...names.keys()].sort((a, b) => b.length - a.length);
  const byValue =
    forms.length === 0
      ? undefined
      : new RegExp(forms.map((form) => form.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'), 'g');
  return (text, named = false) => {
    const found = new Map<string, Finding>();
    const add = (at: number, what: string): void => {
      const line = text.slice(0, at).split('\n').length;
      found.set(`${line} ${what}`, { line, what });
    };
    if (byValue !== undefined)
      for (const match of text.matchAll(byValue)) add(match.index, `the value of ${names.get(match[0]) ?? 'a secret'}`);
    for (const { line, what } of named ? scanClear(text) : scanShapes(text))
      found.set(`${line} ${what}`, { line, what });
    return [...found.values()].sort((a, b) => a.line - b.line || (a.what < b.what ? -1 : 1));
  };
}
