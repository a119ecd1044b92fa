import { hasMinor, type TalosContract } from '../../versions/cluster-versions.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { insteadOfFile, isInImage, isManagedByTalos } from '../data/talos-etc.ts';
import type { Draft } from '../draft.ts';
import { blame, whoIs, writtenAt, writtenNodes } from './places.ts';

/** Files that Talos does not write: it stops while booting, and the machine boots again and again. */
export function filesOutsideOfVar(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    for (const node of writtenNodes(cluster.nodes)) {
      for (const path of Object.keys(node.value.talos?.files ?? {})) {
        const fault = pathFault(path, cluster.talosContract);
        if (fault === undefined) continue;
        const place = { span: writtenAt(node.tree, 'talos', 'files', path), who: whoIs(node) };
        const details = { help: fault.help, cluster: cluster.id };
        found.push(blame(fault.code, place, [], fault.message, details));
      }
    }
  }
  return found;
}

export interface PathFault {
  readonly code: 'file/not-writable' | 'file/not-in-image';
  readonly message: string;
  readonly help: string;
}

/** What is wrong with the path of a file of a machine, for the contract of its cluster. */
export function pathFault(path: string, contract: TalosContract | undefined): PathFault | undefined {
  const parts = path.split('/').slice(1);
  const refused = (reason: string, help: string): PathFault => ({
    code: 'file/not-writable',
    message: `Talos does not write ${path}: ${reason}`,
    help,
  });
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    const name = parts.filter((part) => !['', '.', '..'].includes(part)).join('-');
    return refused(
      'the path of a file has no empty part, no "." and no ".."',
      `write for example /var/etc/${name === '' ? 'example.conf' : name}`,
    );
  }
  const [first, ...others] = parts;
  if (first === 'var' && others.length > 0) return undefined;
  const below = others.join('/');
  if (first !== 'etc' || below === '') {
    return refused(
      'files are created only below /var',
      `write for example /var/${first === 'var' ? 'example' : parts.join('/')}`,
    );
  }
  if (below === 'cri/conf.d/20-customization.part') return undefined;
  if (contract === undefined) return undefined;
  if (hasMinor(contract, 14)) {
    return isManagedByTalos(below) ? refused('Talos manages it', insteadOfFile(below)) : undefined;
  }
  if (isInImage(below)) return undefined;
  return {
    code: 'file/not-in-image',
    message: `Talos ${contract} overwrites files of /etc but does not create them; ${path} is not known to exist`,
    help: `write below /var, for example /var/etc/${below}, if the file does not exist`,
  };
}
