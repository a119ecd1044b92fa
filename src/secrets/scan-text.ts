import { formsOf } from './redact.ts';
import type { Secret } from './secret.ts';

/** One place where a secret stands in clear. Never the secret itself. */
export interface Finding {
  /** From 1. */
  readonly line: number;
  /** "the value of token in secrets/prod/dns.sops.yaml", "a private key" */
  readonly what: string;
}

/** Shapes that only secrets have. Each is specific enough that an example in a page rarely has it. */
const shapes: readonly (readonly [string, RegExp])[] = [
  ['an age private key', /AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{50,}/],
  ['a private key', /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s*(?:\\n)?[A-Za-z0-9+/=]{16,}/],
  ['a private key in base64', /LS0tLS1CRUdJTi[A-Za-z0-9+/]{0,24}(?:UFJJVkFURSBLRVkt|BSSVZBVEUgS0VZL|QUklWQVRFIEtFWS)/],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})/],
  ['a token of GitLab', /\bglpat-[A-Za-z0-9_-]{20,}/],
  ['an access key of AWS', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a token of Slack', /\bxox[abprs]-[A-Za-z0-9-]{20,}/],
  ['a web hook of Slack', /hooks\.slack\.com\/services\/T[A-Z0-9]{6,}\/B[A-Z0-9]{6,}\/[A-Za-z0-9]{16,}/],
  [
    'a token of Proxmox',
    /[A-Za-z0-9._-]+@(?:pam|pve|[a-z][a-z0-9-]*)![A-Za-z0-9._-]+=[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/,
  ],
  ['a token of Vault', /\bhvs\.[A-Za-z0-9_-]{24,}/],
  ['a signed token', /\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/],
  ['a bootstrap token', /\b(?:bootstraptoken|token):\s*["']?[a-z0-9]{6}\.[a-z0-9]{16}\b/],
];

/** Searches texts for these values, in every form, and for shapes. */
export function scanner(
  values: readonly { readonly name: string; readonly secret: Secret }[],
): (text: string) => Finding[] {
  const names = new Map<string, string>();
  for (const { name, secret } of values)
    for (const form of formsOf(secret)) if (!names.has(form)) names.set(form, name);
  const forms = [...names.keys()].sort((a, b) => b.length - a.length);
  const byValue =
    forms.length === 0
      ? undefined
      : new RegExp(forms.map((form) => form.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|'), 'g');
  return (text) => {
    const found = new Map<string, Finding>();
    const add = (at: number, what: string): void => {
      const line = text.slice(0, at).split('\n').length;
      found.set(`${line} ${what}`, { line, what });
    };
    if (byValue !== undefined)
      for (const match of text.matchAll(byValue)) add(match.index, `the value of ${names.get(match[0]) ?? 'a secret'}`);
    for (const [what, shape] of shapes) {
      const match = shape.exec(text);
      if (match !== null) add(match.index, what);
    }
    return [...found.values()].sort((a, b) => a.line - b.line || (a.what < b.what ? -1 : 1));
  };
}
