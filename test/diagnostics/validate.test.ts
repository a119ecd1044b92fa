import { join } from 'node:path';
import { expect, it } from 'vitest';
import { validate } from '../../src/commands/validate/validate.ts';
import { fakeTerminal } from '../fakes/terminal.ts';

// A case is compiled to its end by run-case.ts; `validate` has to find the same without writing anything.
it.each([
  ['values-unknown-key', ['values/unknown-key'], 0],
  ['values-unknown-key-answered', [], 0],
  ['blueprint-template-value', ['blueprint/undefined-template-value', 'blueprint/undefined-template-value'], 1],
  ['blueprint-broken-hcl', ['blueprint/invalid-hcl'], 1],
] as const)('validate finds what rendering finds in %s', async (name, codes, exit) => {
  const terminal = fakeTerminal({ cwd: join(import.meta.dirname, 'cases', name) });
  const code = await validate({ config: 'infraflux.yaml', json: true, color: false }, terminal);
  const found = (JSON.parse(terminal.printed.out) as { readonly diagnostics: readonly { readonly code: string }[] })
    .diagnostics;
  expect(found.map((one) => one.code)).toEqual(codes);
  expect(code).toBe(exit);
});
