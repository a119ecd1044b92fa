import { openStateDirectory, type StateDirectory } from '../src/observe/state-directory.ts';

/** The state directory of a checkout; all of a run are below the one that prepare.ts made. */
export function stateOf(root: string): StateDirectory {
  const { value, diagnostics } = openStateDirectory(root, process.env);
  if (value === undefined || diagnostics.length > 0) throw new Error(diagnostics.map((one) => one.message).join());
  return value;
}
