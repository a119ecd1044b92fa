import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { sha256OfParts } from '../diagnostics/digest.ts';
import type { BoundTools, HypervisorIdentity } from '../plan/bound.ts';
import type { Observations } from './observations.ts';

/** Which engine and which hypervisors were observed: what a saved plan is bound to. Hashes the program of the engine. */
export function readBoundTools(
  engine: string,
  { engines, hypervisors }: Pick<Observations, 'engines' | 'hypervisors'>,
  env: Readonly<Record<string, string | undefined>>,
): BoundTools {
  const identities: Record<string, HypervisorIdentity> = {};
  for (const [name, { identity }] of hypervisors ?? []) if (identity !== undefined) identities[name] = identity;
  const version = engines.terraform;
  const program = version === undefined ? undefined : programOf(engine, env);
  const digest = program === undefined ? undefined : digestOf(program);
  return {
    ...(version === undefined
      ? {}
      : {
          engine: {
            name: engine,
            version,
            platform: `${process.platform}-${process.arch}`,
            ...(digest === undefined ? {} : { digest }),
          },
        }),
    ...(Object.keys(identities).length === 0 ? {} : { hypervisors: identities }),
  };
}

/** Where PATH has it, links followed. */
function programOf(engine: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const path = join(folder, engine);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return realpathSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    }
  }
  return undefined;
}

/** Undefined where the user may run it and not read it. */
function digestOf(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
  try {
    return sha256OfParts(piecesOf(file));
  } finally {
    closeSync(file);
  }
}

/** An engine is a hundred megabytes: never as a whole in memory. */
function* piecesOf(file: number): Generator<Uint8Array> {
  const buffer = Buffer.alloc(1024 * 1024);
  for (;;) {
    const length = readSync(file, buffer);
    if (length === 0) return;
    yield buffer.subarray(0, length);
  }
}
