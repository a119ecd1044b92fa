import { parseAllDocuments } from 'yaml';
import type { Folded } from '../config/folded.ts';
import { diagnostic } from '../diagnostics/catalogue.ts';
import type { DiagnosticCode } from '../diagnostics/catalogue/codes.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Draft } from './draft.ts';
import { mapAt } from './written.ts';

interface Check {
  readonly code: DiagnosticCode;
  /** What is wrong with a text, by the path of its file. */
  readonly fault: (text: string, path: string) => string | undefined;
}

const certificates: Check = { code: 'file/not-a-certificate', fault: certificateFault };
const hostKeys: Check = { code: 'file/not-known-hosts', fault: knownHostsFault };
const yaml: Check = { code: 'file/not-yaml', fault: yamlFault };

/** Files that become a part of machine configurations as they are: certificates, an audit policy, objects. */
export function checkTalosFiles(draft: Draft, files: ReadonlyMap<string, string>): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const look = (leaf: Folded | undefined, { code, fault: faultOf }: Check): void => {
    if (leaf?.kind !== 'leaf' || leaf.faulty || typeof leaf.value !== 'string') return;
    const text = files.get(leaf.value);
    const fault = text === undefined ? undefined : faultOf(text, leaf.value);
    if (fault === undefined) return;
    const { span } = leaf.saying;
    found.set(`${span?.file} ${span?.start}`, diagnostic(code, span, fault));
  };
  const { rootTree } = draft.config;
  look(mapAt(rootTree, 'gitops')?.entries.get('knownHosts'), hostKeys);
  for (const name of mapAt(rootTree, 'providers')?.entries.keys() ?? [])
    look(mapAt(rootTree, 'providers', name)?.entries.get('ca'), certificates);
  for (const { config, nodes } of draft.clusters) {
    look(mapAt(config.tree, 'talos', 'audit')?.entries.get('policy'), yaml);
    for (const name of mapAt(config.tree, 'talos', 'manifests')?.entries.keys() ?? []) {
      look(mapAt(config.tree, 'talos', 'manifests', name)?.entries.get('file'), yaml);
    }
    for (const host of mapAt(config.tree, 'talos', 'registries')?.entries.keys() ?? []) {
      look(mapAt(config.tree, 'talos', 'registries', host)?.entries.get('ca'), certificates);
    }
    for (const tree of new Set(nodes.map((node) => node.tree))) {
      for (const leaf of mapAt(tree, 'talos', 'trustedRoots')?.entries.values() ?? []) look(leaf, certificates);
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
  const other = /-----BEGIN (?!(?:TRUSTED |X509 )?CERTIFICATE-----)[A-Z0-9 ]{1,40}-----/.exec(text);
  if (other !== null) return `${path} contains something else than certificates (${other[0]})`;
  return certificate.test(text) ? undefined : `${path} contains no certificate (PEM)`;
}

/** sshd(8), SSH_KNOWN_HOSTS FILE FORMAT: markers, names or hashes of hosts, the type of a key, and the key. */
const hostKey =
  /^(?:@(?:cert-authority|revoked)[ \t]+)?[^\s"]{1,1000}[ \t]+(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp(?:256|384|521)|sk-[a-z0-9@.-]{1,60})[ \t]+[A-Za-z0-9+/]{40,4000}={0,2}(?:[ \t].*)?$/;

function knownHostsFault(text: string, path: string): string | undefined {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (keys.length === 0) return `${path} contains no host key`;
  const at = lines.findIndex((line) => line !== '' && !line.startsWith('#') && !hostKey.test(line));
  return at < 0 ? undefined : `line ${at + 1} of ${path} is not a host key`;
}
