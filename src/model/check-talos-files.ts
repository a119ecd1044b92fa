import { parseAllDocuments } from 'yaml';
import type { Folded } from '../config/folded.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Draft } from './draft.ts';
import { mapAt } from './written.ts';

/** Files that become a part of machine configurations as they are: certificates, an audit policy, objects. */
export function checkTalosFiles(draft: Draft, files: ReadonlyMap<string, string>): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const look = (leaf: Folded | undefined, check: (text: string, path: string) => string | undefined): void => {
    if (leaf?.kind !== 'leaf' || leaf.faulty || typeof leaf.value !== 'string') return;
    const text = files.get(leaf.value);
    const fault = text === undefined ? undefined : check(text, leaf.value);
    if (fault === undefined) return;
    const { span } = leaf.saying;
    const code = check === certificateFault ? 'file/not-a-certificate' : 'file/not-yaml';
    found.set(`${span?.file} ${span?.start}`, diagnostic(code, span, fault));
  };
  for (const { config, nodes } of draft.clusters) {
    look(mapAt(config.tree, 'talos', 'audit')?.entries.get('policy'), yamlFault);
    for (const name of mapAt(config.tree, 'talos', 'manifests')?.entries.keys() ?? []) {
      look(mapAt(config.tree, 'talos', 'manifests', name)?.entries.get('file'), yamlFault);
    }
    for (const host of mapAt(config.tree, 'talos', 'registries')?.entries.keys() ?? []) {
      look(mapAt(config.tree, 'talos', 'registries', host)?.entries.get('ca'), certificateFault);
    }
    for (const tree of new Set(nodes.map((node) => node.tree))) {
      for (const leaf of mapAt(tree, 'talos', 'trustedRoots')?.entries.values() ?? []) look(leaf, certificateFault);
    }
  }
  return [...found.values()];
}

function yamlFault(text: string, path: string): string | undefined {
  for (const document of parseAllDocuments(text)) {
    const [fault] = document.errors;
    // The position is of a file that the message names already.
    if (fault !== undefined) return `${path} is not valid YAML: ${fault.message.split('\n')[0]?.replace(/:$/, '')}`;
    if (typeof document.toJS() !== 'object') return `${path} contains no object`;
  }
  return undefined;
}

const certificate = /-----BEGIN CERTIFICATE-----\r?\n(?:[A-Za-z0-9+/=]+\r?\n)+-----END CERTIFICATE-----/;

function certificateFault(text: string, path: string): string | undefined {
  if (text.includes('PRIVATE KEY-----')) return `${path} contains a private key, which would be readable in out/`;
  return certificate.test(text) ? undefined : `${path} contains no certificate (PEM)`;
}
