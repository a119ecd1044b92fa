import { join } from 'node:path';
import { expect, it } from 'vitest';
import { validate } from '../../src/commands/validate/validate.ts';

// A case is compiled to its end by run-case.ts; `validate` has to find the same without writing anything.
it.each([
  ['values-unknown-key', ['values/unknown-key'], 0],
  ['values-unknown-key-answered', [], 0],
  ['blueprint-template-value', ['blueprint/template-value', 'blueprint/template-value'], 1],
  ['blueprint-broken-hcl', ['blueprint/broken-hcl'], 1],
] as const)('validate finds what rendering finds in %s', async (name, codes, exit) => {
  let out = '';
  const options = { config: 'infraflux.yaml', environment: [], cluster: [], out: 'out', json: true, color: false };
  const code = await validate(options, {
    out: (text) => {
      out += text;
    },
    progress: () => {},
    env: {},
    cwd: join(import.meta.dirname, 'cases', name),
    isTty: false,
    columns: undefined,
    isInteractive: false,
  });
  const found = (JSON.parse(out) as { readonly diagnostics: readonly { readonly code: string }[] }).diagnostics;
  expect(found.map((one) => one.code)).toEqual(codes);
  expect(code).toBe(exit);
});
