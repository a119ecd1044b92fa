import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic } from '../../diagnostics/catalogue.ts';
import { type Checked, checked, type Diagnostic, type Span } from '../../diagnostics/diagnostic.ts';
import type { SourceFile } from '../../source/tree.ts';
import { outOfReach } from './out-of-reach.ts';
import { isBelow, maximumReferencedBytes, readInput, unreadable } from './read-file.ts';

/** Bounds of one folder, looked at before anything more is read. */
export const folderLimits = { files: 1000, bytes: 16 * 1024 * 1024, depth: 16 } as const;

/** What belongs to InfraFlux or to Git: none of it is a folder of manifests. */
const reserved: ReadonlySet<string> = new Set(['blueprints', 'environments', 'out', 'secrets', 'state']);

/**
 * The files of a folder that the configuration refers to, sorted by path; those whose name begins with a dot are left out.
 * A folder that does not exist gives none: the model reports it where it is needed. `path` is relative to the root, with `/`.
 */
export function readFolder(root: string, path: string, blame?: Span): Checked<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  const faults: Diagnostic[] = [];
  const refuse = (code: Parameters<typeof diagnostic>[0], message: string, help?: string): void => {
    faults.push(diagnostic(code, blame, message, { help }));
  };
  const [first = ''] = path.split('/');
  if (reserved.has(first.toLowerCase()) || first.startsWith('.')) {
    refuse(
      'input/reserved-folder',
      `${path} cannot be used as a folder of manifests`,
      'use a folder such as manifests/podinfo',
    );
    return checked<readonly SourceFile[]>(undefined, faults);
  }
  let bytes = 0;
  const walk = (folder: string, depth: number): void => {
    if (depth > folderLimits.depth) {
      refuse('input/too-large', `${folder} is more than ${folderLimits.depth} folders below ${path}`);
      return;
    }
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true }).sort(byName)) {
      if (faults.length > 0) return;
      const inner = `${folder}/${entry.name}`;
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) {
        walk(inner, depth + 1);
        continue;
      }
      const read = readInput(root, inner, maximumReferencedBytes, blame);
      if ('fault' in read) {
        faults.push(read.fault);
      } else if (typeof read.file.content !== 'string') {
        refuse('input/not-a-file', `${inner} is not UTF-8 text`, 'save it as UTF-8, or remove it');
      } else {
        bytes += read.file.content.length;
        files.push(read.file);
        if (files.length > folderLimits.files || bytes > folderLimits.bytes)
          refuse('input/too-large', `${path} has more than ${folderLimits.files} files or ${folderLimits.bytes} bytes`);
      }
    }
  };
  try {
    const home = realpathSync.native(root);
    const real = realpathSync.native(join(root, path));
    if (!isBelow(home, real))
      refuse(
        'input/outside-root',
        `${path} is a symbolic link to a path outside of the directory of the configuration file`,
      );
    else if (outOfReach(home, real, true) !== undefined)
      refuse('input/reserved-folder', `${path} leads to a folder that is never an input`);
    else walk(path, 0);
  } catch (error) {
    const fault = unreadable(path, error, blame);
    const isFile = (error as NodeJS.ErrnoException).code === 'ENOTDIR';
    if (isFile) refuse('input/not-a-file', `${path} is a file, not a folder`);
    else if (fault.code !== 'input/not-found') faults.push(fault);
  }
  return checked<readonly SourceFile[]>(faults.length > 0 ? undefined : files, faults);
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
