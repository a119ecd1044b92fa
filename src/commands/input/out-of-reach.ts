import { relative, sep } from 'node:path';

/** Signs that file systems ignore in a name (HFS+ does), and that people do not see. */
const ignored = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/**
 * Why a file of the repository is no input, whatever names it: what is in it would be copied into out/, or decide whom a
 * token is sent to. Both paths are real ones, with links followed. `isNamed`: by a value of the configuration; secrets files
 * themselves are read under their own name.
 */
export function outOfReach(root: string, real: string, isNamed: boolean): string | undefined {
  const parts = relative(root, real).split(sep).map(folded);
  if (parts.some((part) => part === '.git' || /^git~[0-9]+$/.test(part))) return 'the repository itself';
  const [first = ''] = parts;
  if (first === '.infraflux' || parts.includes('.terraform')) return 'working state';
  if (first === 'state' || /\.tfstate(?:\.|$)/.test(parts.at(-1) ?? '')) return 'Terraform state';
  return isNamed && first === 'secrets' ? 'secrets' : undefined;
}

/** As file systems compare that know no case, or cut dots and blanks at the end. */
function folded(name: string): string {
  return name
    .normalize('NFKC')
    .replaceAll(ignored, '')
    .toLowerCase()
    .replace(/[. ]+$/, '');
}
