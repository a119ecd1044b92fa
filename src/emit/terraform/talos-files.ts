import { idOfCluster } from '../../identity/cluster-id.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { Cluster, Environment } from '../../model/platform.ts';
import { talosPath } from '../../identity/artifact-path.ts';
import type { Artifact } from '../artifact.ts';
import type { ClusterSchematic, OwnPatch, TalosDocuments, TalosPatch } from '../talos/documents.ts';
import type { PatchFile } from '../talos/layers.ts';
import { printSecretTemplate } from '../talos/secret-template.ts';
import { printYamlDocuments } from '../yaml/print-yaml.ts';

/** Talos' documents as files beside the root module, which reads them: patches with secrets are templates of Terraform's. */
export function emitTalosFiles(
  environment: Environment,
  cluster: Cluster,
  documents: TalosDocuments,
): Checked<readonly Artifact[]> {
  const artifact = (name: string, text: string, subject?: string): Artifact => ({
    path: talosPath(environment.name, cluster.name, name),
    text,
    layer: 'talos',
    environment: environment.name,
    cluster: cluster.name,
    subject,
    template: undefined,
  });
  const patches = documents.patches.map((patch) =>
    artifact(patchFile(patch), patchText(cluster, patch), subjectOf(patch.file)),
  );
  const own = documents.ownPatches.map((patch) =>
    artifact(ownPatchFile(patch), patch.text.endsWith('\n') ? patch.text : `${patch.text}\n`),
  );
  const schematics = documents.schematics.map((schematic) =>
    artifact(schematicFile(schematic), schematicText(cluster, schematic)),
  );
  return { value: [...patches, ...own, ...schematics], diagnostics: [] };
}

/** Each node's patches in the order in which they are applied; paths below the cluster's `talos` folder. */
export function nodePatches(
  cluster: Cluster,
  { patches, ownPatches }: TalosDocuments,
): ReadonlyMap<string, readonly string[]> {
  return new Map(
    cluster.nodes.map(({ name }) => [
      name,
      [
        ...patches.filter(({ file }) => file.nodes.includes(name)).map(patchFile),
        ...ownPatches.filter(({ nodes }) => nodes.includes(name)).map(ownPatchFile),
      ],
    ]),
  );
}

export function schematicFile({ id }: ClusterSchematic): string {
  return `schematic-${id.slice(0, 12)}.yaml`;
}

function patchFile({ file, secret }: TalosPatch): string {
  return secret ? `secrets/${file.name}.yaml.tftpl` : `${file.name}.yaml`;
}

function ownPatchFile({ name }: OwnPatch): string {
  return `${name}.yaml`;
}

function patchText(cluster: Cluster, { file, secret, documents }: TalosPatch): string {
  return secret
    ? header(`${about(cluster, file)} Terraform puts the secrets in.`) + printSecretTemplate(documents)
    : header(about(cluster, file)) + printYamlDocuments(documents);
}

function schematicText(cluster: Cluster, { id, text, nodes, bootImages }: ClusterSchematic): string {
  const lines = [
    `Image Factory schematic of ${listed(nodes, cluster.nodes.length)}. Its id is the SHA-256 of the following text:`,
    id,
    ...bootImages.map((url) => `Machines of metal are first started from ${url}`),
  ];
  return header(...lines) + text;
}

function header(...lines: readonly string[]): string {
  return `${[...lines, 'Compiled from infraflux.yaml: edit there.'].map((line) => `# ${line}\n`).join('')}`;
}

function about(cluster: Cluster, file: PatchFile): string {
  const clusterName = idOfCluster(cluster);
  switch (file.layer) {
    case 'cluster':
      return `Talos ${cluster.talosContract}, patch for every machine of ${clusterName}.`;
    case 'role':
      return `Talos ${cluster.talosContract}, patch for the ${file.name === 'worker' ? 'workers' : 'control planes'} of ${clusterName}.`;
    case 'pool':
      return `Talos ${cluster.talosContract}, patch for the pool ${file.name.slice('pool-'.length)} of ${clusterName}.`;
    default:
      return `Talos ${cluster.talosContract}, patch for ${file.nodes[0]} of ${clusterName} alone.`;
  }
}

function subjectOf(file: PatchFile): string | undefined {
  return file.layer === 'node' ? file.nodes[0] : undefined;
}

function listed(nodes: readonly string[], all: number): string {
  return nodes.length === all ? 'every machine' : nodes.join(', ');
}
