import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeValidators } from '../scripts/validators.ts';

/** Tests run against the schemas as they stand: what is made from them is made anew when they have changed. */
export default function prepare(): () => void {
  writeValidators(process.cwd());
  // Never that of whoever runs the tests. The processes of the tests inherit it.
  const state = mkdtempSync(join(tmpdir(), 'infraflux-state-'));
  process.env['XDG_STATE_HOME'] = state;
  return () => rmSync(state, { recursive: true, force: true });
}
