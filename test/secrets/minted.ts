import { mintTalosBundle, type TalosBundle } from '../../src/secrets/talos-bundle.ts';
import { talosContract } from '../version-of.ts';
import { Machine } from './cli.ts';

/** RSA of 4096 bits takes a second or several: what any test may use is made once for all that run in this process. */
export const mintedAt = new Date();

export const minted: TalosBundle = mintTalosBundle(talosContract('1.13'), mintedAt);

export interface Initialized {
  /** Nothing may change it: `become` copies it. */
  readonly machine: Machine;
  /** infraflux.yaml before the command. */
  readonly config: string;
  readonly ran: { readonly code: number; readonly out: string };
}

let first: Promise<Initialized> | undefined;

/** A machine on which `secrets init` was run. */
export function initialized(): Promise<Initialized> {
  first ??= initialize();
  return first;
}

async function initialize(): Promise<Initialized> {
  const machine = new Machine();
  process.once('exit', () => machine.remove());
  const config = machine.read('infraflux.yaml');
  return { machine, config, ran: await machine.run(['secrets', 'init']) };
}
