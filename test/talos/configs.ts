import { createHash } from 'node:crypto';
import type { Catalog } from '../../src/blueprints/catalog.ts';
import { talosDocuments } from '../../src/emit/talos/documents.ts';
import { emitTalosFiles, nodePatches } from '../../src/emit/terraform/talos-files.ts';
import type { Cluster, Environment, Node, Platform } from '../../src/model/platform.ts';
import { askOracle } from '../oracles/oracle.ts';
import { fillTemplate } from './fill-template.ts';
import { formatVersion, versionTag } from '../../src/versions/version.ts';
import { kubernetesVersion, talosContract, talosVersion } from '../version-of.ts';

/** Contracts that the emitter knows, with a version of Talos and one of Kubernetes for each. */
export const contracts = [
  { contract: '1.12', talos: '1.12.6', kubernetes: '1.35.0' },
  { contract: '1.13', talos: '1.13.9', kubernetes: '1.36.3' },
  { contract: '1.14', talos: '1.14.1', kubernetes: '1.37.0' },
] as const;

export type Contract = (typeof contracts)[number]['contract'];

export interface Question {
  readonly contract: string;
  /** Contract of the secrets, when it is another. */
  readonly secrets?: string;
  readonly cluster: string;
  readonly endpoint: string;
  readonly kubernetes: string;
  readonly type: Node['role'];
  readonly patches: readonly string[];
  readonly effective?: boolean;
}

/** What Talos makes of its own base with our patches on it. */
export interface Answer {
  readonly config?: string;
  readonly warnings?: readonly string[];
  readonly errors?: readonly string[];
  readonly effective?: { readonly [accessor: string]: unknown };
}

/**
 * The cluster as it would be under another contract, at a version of it. The user's own patches speak the dialect that
 * they were written for, so they stay only there.
 */
export function under(cluster: Cluster, contract: Contract): Cluster {
  const versions = contracts.find((one) => one.contract === contract);
  if (versions === undefined) throw new Error(contract);
  return {
    ...cluster,
    talosContract: talosContract(contract),
    nodes:
      formatVersion(cluster.talosContract) === contract
        ? cluster.nodes
        : cluster.nodes.map((node) => ({ ...node, talos: { ...node.talos, patches: {} } })),
    versions: { talos: talosVersion(versions.talos), kubernetes: kubernetesVersion(versions.kubernetes) },
  };
}

/** Keys of WireGuard are 32 bytes; everything else may be that, too. */
export function secretOf(variable: string): string {
  return createHash('sha256').update(variable).digest('base64');
}

/**
 * One question for each machine of a cluster: Talos' own base, then our patches in the order in which they are applied,
 * with secrets in their places.
 */
export function questionsOf(
  platform: Platform,
  environment: Environment,
  cluster: Cluster,
  catalog: Catalog,
  valueOf: (variable: string) => string = secretOf,
): ReadonlyMap<string, Question> {
  const emitted = emitTalosFiles(environment, cluster, talosDocuments(platform, cluster, catalog));
  const errors = emitted.diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  const prefix = `${environment.name}/clusters/${cluster.name}/talos/`;
  const texts = new Map((emitted.value ?? []).map(({ path, text }) => [path.replace(prefix, ''), text]));
  const order = nodePatches(cluster, talosDocuments(platform, cluster, catalog));
  const { host, port } = cluster.network.endpoint;
  return new Map(
    cluster.nodes.map((node) => [
      node.name,
      {
        contract: versionTag(cluster.talosContract),
        cluster: cluster.name,
        endpoint: `https://${host}:${port}`,
        kubernetes: formatVersion(cluster.versions.kubernetes),
        type: node.role,
        patches: (order.get(node.name) ?? []).map((name) => {
          const text = texts.get(name);
          if (text === undefined) throw new Error(`no patch ${name}`);
          return name.endsWith('.tftpl') ? fillTemplate(text, valueOf) : text;
        }),
      },
    ]),
  );
}

/** Asks about all, in one run of the oracle. */
export function ask(oracle: string, questions: ReadonlyMap<string, Question>): ReadonlyMap<string, Answer> {
  const answers = askOracle<Answer>(oracle, [...questions.values()]);
  return new Map([...questions.keys()].map((name, index) => [name, answers[index] as Answer]));
}
