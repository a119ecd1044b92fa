import { describe, expect, test } from 'vitest';
import { talosDocuments } from '../../src/emit/talos/documents.ts';
import { emitTalosFiles } from '../../src/emit/terraform/talos-files.ts';
import type { Cluster, Node } from '../../src/model/platform.ts';
import { catalog, cluster, controlPlane, environment, node, platform, rack } from '../builders/model.ts';
import { needOracle } from '../oracles/oracle.ts';
import { ask, contracts, type Question, questionsOf, under } from './configs.ts';

const names = ['main-workers-1', 'main-workers-2', 'main-workers-3', 'main-workers-4'];
const talos = {
  ...node('x', 1).talos,
  sysctls: { 'vm.max_map_count': '262144' },
  kubelet: { extraArgs: { 'max-pods': '110' }, config: { maxParallelImagePulls: 5, serializeImagePulls: false } },
  environment: { https_proxy: 'http://10.0.0.1:3128' },
  kernelModules: { cp210x: { parameters: [] } },
  volumes: { cache: { size: '20Gi', disk: 'system', filesystem: 'xfs' as const, encryption: {} } },
};
const before = cluster({
  nodes: [
    ...['main-cp-1', 'main-cp-2', 'main-cp-3'].map((name, index) =>
      controlPlane(name, index + 1, { labels: { tier: 'a' }, talos }),
    ),
    ...names.map((name, index) => node(name, index + 4, { labels: { tier: 'a' }, talos })),
  ],
});

/** The second worker, changed in one thing. `alone`: no other machine's file shows it. */
const edits: Readonly<Record<string, { readonly alone: boolean; readonly edit: (one: Node) => Node }>> = {
  'another address': { alone: true, edit: (one) => ({ ...one, address: '10.10.40.42' }) },
  'another host name': { alone: true, edit: (one) => ({ ...one, hostname: 'w2' }) },
  'another MAC address': { alone: true, edit: (one) => ({ ...one, mac: 'BC:24:11:00:00:99' }) },
  'one more label': { alone: true, edit: (one) => ({ ...one, labels: { ...one.labels, more: 'b' } }) },
  'another value of a label': { alone: true, edit: (one) => ({ ...one, labels: { tier: 'b' } }) },
  'one more taint': { alone: true, edit: (one) => ({ ...one, taints: { a: { value: 'b', effect: 'NoSchedule' } } }) },
  'another sysctl': { alone: true, edit: edited({ sysctls: { 'vm.max_map_count': '1048576' } }) },
  'one more sysctl': { alone: true, edit: edited({ sysctls: { ...talos.sysctls, 'net.core.somaxconn': '1' } }) },
  'another flag': { alone: true, edit: edited({ kubelet: { ...talos.kubelet, extraArgs: { 'max-pods': '250' } } }) },
  'another setting of the kubelet': {
    alone: true,
    edit: edited({ kubelet: { ...talos.kubelet, config: { maxParallelImagePulls: 9, serializeImagePulls: true } } }),
  },
  'another variable': { alone: true, edit: edited({ environment: { https_proxy: 'http://10.0.0.2:3128' } }) },
  'one more module': {
    alone: true,
    edit: edited({ kernelModules: { ...talos.kernelModules, nvidia: { parameters: [] } } }),
  },
  'one more volume': {
    alone: true,
    edit: edited({ volumes: { ...talos.volumes, more: { size: '1Gi', filesystem: 'xfs', encryption: {} } } }),
  },
  'a raw volume': {
    alone: true,
    edit: edited({ rawVolumes: { ceph: { match: '!system_disk', minSize: '10Gi', encryption: {} } } }),
  },
  'an image cache': { alone: true, edit: edited({ systemVolumes: { imageCache: { maxSize: '5Gi' } } }) },
  'one more interface': {
    alone: true,
    edit: (one) => ({
      ...one,
      interfaces: [
        {
          name: 'b',
          network: undefined,
          addresses: ['10.20.0.1/24'],
          dhcp: false,
          routes: {},
          mac: '00:11:22:33:44:55',
        },
      ],
    }),
  },
  // What a later patch cannot take out or replace has to leave the file that all share.
  'a label less': { alone: false, edit: (one) => ({ ...one, labels: {} }) },
  'an empty label': { alone: false, edit: (one) => ({ ...one, labels: { tier: '' } }) },
  'other name servers': { alone: false, edit: (one) => ({ ...one, dns: ['1.1.1.1'] }) },
  'another size of a volume': {
    alone: false,
    edit: edited({ volumes: { cache: { ...talos.volumes.cache, size: '30Gi' } } }),
  },
  // In a list, which no later patch replaces; a cluster born with 1.14 has no place for it.
  'a mount of the kubelet': {
    alone: false,
    edit: edited({ kubelet: { ...talos.kubelet, mounts: { '/var/lib/x': { options: ['bind', 'ro'] } } } }),
  },
  'a module less': { alone: false, edit: edited({ kernelModules: {} }) },
  'a machine of metal': {
    alone: false,
    edit: (one) => ({
      ...one,
      provider: rack,
      host: undefined,
      vmId: undefined,
      talos: { ...one.talos, installDisk: { type: 'ssd' } },
    }),
  },
};

function edited(more: Partial<Node['talos']>): (one: Node) => Node {
  return (one) => ({ ...one, talos: { ...one.talos, ...more } });
}

function after(edit: (one: Node) => Node): Cluster {
  return { ...before, nodes: before.nodes.map((one) => (one.name === 'main-workers-2' ? edit(one) : one)) };
}

function filesOf(one: Cluster): ReadonlyMap<string, string> {
  const emitted = emitTalosFiles(environment([one]), one, talosDocuments(platform([one]), one, catalog()));
  return new Map((emitted.value ?? []).map(({ path, text }) => [path.replace('prod/clusters/main/talos/', ''), text]));
}

const cases = Object.entries(edits).map(([name, { alone, edit }]) => ({ name, alone, edit }));

describe.each(contracts)('by contract $contract', ({ contract }) => {
  test.each(cases.filter(({ alone }) => alone))("$name changes that machine's own file alone", ({ edit }) => {
    const old = filesOf(under(before, contract));
    const now = filesOf(under(after(edit), contract));
    const changed = [...new Set([...old.keys(), ...now.keys()])].filter((path) => old.get(path) !== now.get(path));
    expect(changed).toEqual(['nodes/main-workers-2.yaml']);
  });

  test('no edit of one machine means anything to the others, and each machine gets what is said of it', (context) => {
    const oracle = needOracle(context, `talos-${contract}`);
    const questions = new Map<string, Question>();
    const add = (name: string, one: Cluster): void => {
      const of = under(one, contract);
      for (const [machine, question] of questionsOf(platform([of]), environment([of]), of, catalog())) {
        questions.set(`${name} | ${machine}`, question);
      }
    };
    add('before', before);
    for (const { name, edit } of cases) {
      add(name, after(edit));
      // A cluster in which all workers are alike has nothing to put into layers.
      add(`${name}, all`, { ...before, nodes: before.nodes.map((one) => (one.role === 'worker' ? edit(one) : one)) });
    }
    const answers = ask(oracle, questions);
    const config = (name: string, machine: string): string => {
      const answer = answers.get(`${name} | ${machine}`);
      expect(answer?.errors, `${name} ${machine}`).toBeUndefined();
      return [...(answer?.config ?? '').split('\n---\n')].sort().join('\n---\n');
    };
    for (const { name } of cases) {
      for (const { name: machine } of before.nodes) {
        if (machine === 'main-workers-2') continue;
        expect(sortedLines(config(name, machine)), `${name}, seen by ${machine}`).toBe(
          sortedLines(config('before', machine)),
        );
      }
      expect(sortedLines(config(name, 'main-workers-2')), name).toBe(
        sortedLines(config(`${name}, all`, 'main-workers-2')),
      );
    }
  });
});

/** The order of lists that are put together of several patches, and of keys, says nothing here. */
function sortedLines(text: string): string {
  return text.split('\n').sort().join('\n');
}
