import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { nodeFiles } from '../../src/plan/terraform/node-files.ts';
import { compiled } from './compiled.ts';
import { runs } from '../effort.ts';

/** A cluster in which most things are said for all nodes or for a pool, so that a node has something to differ from. */
const text = (nodes: string): string => `
name: lab
providers:
  home:
    type: proxmox
    endpoint: https://127.0.0.1:8006/
    credentials: {secret: proxmox}
    vmIds: 2000-2999
    hosts:
      pve1: {datastores: {disks: local-zfs, images: local}}
      pve2: {datastores: {disks: local-zfs, images: local}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1], bridge: vmbr0}
defaults: {versions: {talos: 1.13.6, kubernetes: 1.36.3}}
environments:
  dev:
    clusters:
      dev:
        network: {attach: lab, nodes: 10.10.10.10-10.10.10.59, endpoint: 10.10.10.5}
        talos: {sysctls: {vm.max_map_count: "262144"}}
        controlPlane: {count: 3, cpu: 4, memory: 8Gi, labels: {tier: control}, disks: {system: {size: 40Gi}}}
        pools:
          workers: {count: 3, cpu: 4, memory: 16Gi, labels: {tier: apps}, disks: {system: {size: 40Gi}, data: {size: 50Gi}}}
          edge: {count: 2, cpu: 2, memory: 8Gi, taints: {edge: {effect: NoSchedule}}, disks: {system: {size: 40Gi}}}
        nodes: {${nodes}}
`;

const names = ['dev-cp-1', 'dev-cp-3', 'dev-workers-1', 'dev-workers-2', 'dev-workers-3', 'dev-edge-2'] as const;
const all = [...names, 'dev-cp-2', 'dev-edge-1'];

/** Edits that say something more, or something else than the pool says. */
const edit = fc.oneof(
  fc.integer({ min: 5, max: 32 }).map((cpu) => `cpu: ${cpu}`),
  fc.integer({ min: 17, max: 64 }).map((size) => `memory: ${size}Gi`),
  fc.integer({ min: 40, max: 59 }).map((last) => `address: 10.10.10.${last}`),
  fc.constantFrom('pve1', 'pve2').map((host) => `host: ${host}`),
  fc.integer({ min: 41, max: 200 }).map((size) => `disks: {system: {size: ${size}Gi}}`),
  fc.constantFrom('tier', 'zone').map((label) => `labels: {${label}: other}`),
  fc.constantFrom('vm.max_map_count', 'net.core.somaxconn').map((key) => `talos: {sysctls: {${key}: "1"}}`),
  fc.constant('taints: {lonely: {effect: NoExecute}}'),
  fc.constant('description: the odd one'),
  fc.constant('machine: {startOrder: 3}'),
);

/** Edits that take away what the others have: a patch cannot take away, so it moves from the shared file into theirs. */
const removal = fc.constantFrom(
  'labels: {tier: null}',
  'taints: {edge: null}',
  'talos: {sysctls: {vm.max_map_count: null}}',
);

const { files: before, lock } = compiled([{ path: 'infraflux.yaml', content: text('') }]);

function editedBy(name: string, change: string): ReadonlyMap<string, string> {
  return compiled([
    { path: 'infraflux.yaml', content: text(`${name}: {${change}}`) },
    { path: 'infraflux.lock', content: lock },
  ]).files;
}

test('an edit of one node changes its own blocks and patches, and nothing of another’s', () => {
  // Of two nodes that differ, neither is the usual one: pools of three and more.
  const several = names.filter((name) => !name.startsWith('dev-edge'));
  fc.assert(
    fc.property(fc.constantFrom(...several), edit, (name, change) => {
      const after = editedBy(name, change);
      for (const other of all) {
        if (other === name) continue;
        expect(nodeFiles(after, 'dev', 'dev', other), `${other}, by ${change} of ${name}`).toBe(
          nodeFiles(before, 'dev', 'dev', other),
        );
      }
      const own = ['inputs.json', 'terraform/dev/nodes.tf', `clusters/dev/talos/nodes/${name}.yaml`];
      const touched = [...after].filter(([path, content]) => before.get(path) !== content).map(([path]) => path);
      expect(touched.filter((path) => !own.includes(path.slice('dev/'.length)))).toEqual([]);
    }),
    { numRuns: runs(20, 1800) },
  );
});

test('and leaves the configuration of all others as it is, wherever it stands', () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.oneof(edit, removal), (name, change) => {
      const after = editedBy(name, change);
      for (const other of all) {
        if (other === name) continue;
        expect(configurationOf(after, other), `${other}, by ${change} of ${name}`).toEqual(
          configurationOf(before, other),
        );
      }
    }),
    { numRuns: runs(20, 1800) },
  );
});

type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** The patches of a node folded onto each other as Talos does: maps merge, lists are added to, all else replaces. */
function configurationOf(files: ReadonlyMap<string, string>, node: string): unknown {
  const [blocks = ''] = nodeFiles(files, 'dev', 'dev', node).split('\n# ');
  const patches = [...blocks.matchAll(/"([^"]+\.yaml)"/g)].map(([, path = '']) => path);
  expect(patches.length, node).toBeGreaterThan(1);
  const documents = new Map<string, Value>();
  for (const path of patches) {
    for (const document of parseAllDocuments(files.get(`dev/clusters/dev/talos/${path}`) ?? '')) {
      const value = document.toJS() as { readonly kind?: string; readonly name?: string };
      const id = `${value.kind ?? 'v1alpha1'} ${value.name ?? ''}`;
      documents.set(id, merged(documents.get(id), value as Value));
    }
  }
  return Object.fromEntries([...documents].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function merged(below: Value | undefined, above: Value): Value {
  if (Array.isArray(below) && Array.isArray(above))
    return [...new Set([...below, ...above].map((one) => JSON.stringify(one)))].sort();
  if (!isMap(below) || !isMap(above))
    return Array.isArray(above) ? above.map((one: Value) => JSON.stringify(one)).sort() : above;
  const result: Record<string, Value> = { ...below };
  for (const [key, value] of Object.entries(above)) result[key] = merged(result[key], value);
  return result;
}

function isMap(value: Value | undefined): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
