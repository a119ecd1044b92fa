import { expect, test } from 'vitest';
import { apiServerFlagsOfTalos, kubeletFieldsOfTalos } from '../../src/model/data/talos-flags.ts';
import { catalog } from '../builders/model.ts';
import { runCase } from '../diagnostics/run-case.ts';
import { needOracle } from '../oracles/oracle.ts';
import { ask, contracts, type Question, questionsOf, under } from './configs.ts';
import { type Draft, emptyDraft, finish } from './features.ts';

/** What only some versions of Talos have, below `talos`: refused here exactly where Talos refuses it. */
const said: Readonly<Record<string, string>> = {
  'etcd on a partition': 'systemVolumes: {etcd: {maxSize: 10Gi}}',
  'containers on a disk of their own': "systemVolumes: {cri: {match: '!system_disk', minSize: 50Gi, grow: true}}",
  'the kubelet on a partition, encrypted':
    'systemVolumes: {kubelet: {maxSize: 20Gi}}\n    encryption: {kubelet: {nodeId: {}}}',
  'logs on a partition': 'systemVolumes: {log: {maxSize: 5Gi}}',
  'an image cache': 'systemVolumes: {imageCache: {maxSize: 5Gi}}\n    encryption: {imageCache: {nodeId: {}}}',
  'all but so much': 'systemVolumes: {ephemeral: {maxSize: -10Gi}}',
  'all but so much of a volume': 'volumes: {a: {minSize: 1Gi, maxSize: -10Gi}}',
  'all but so much of a raw volume': 'rawVolumes: {a: {minSize: 1Gi, maxSize: -10Gi}}',
  'all but so much for swapping': 'swap: {a: {minSize: 1Gi, maxSize: -10Gi}}',
  'a share': 'rawVolumes: {a: {minSize: 1Gi, maxSize: 50%}}',
  btrfs: 'volumes: {a: {size: 10Gi, filesystem: btrfs}}',
  'programs on a volume': 'volumes: {a: {size: 10Gi, secure: false}}',
  'programs in a directory': 'volumes: {a: {kind: directory, secure: false}}',
  'no access times': 'volumes: {a: {size: 10Gi, accessTime: false}}',
  'a directory': 'volumes: {a: {kind: directory}}',
  'a whole disk': "volumes: {a: {kind: disk, match: 'disk.rotational'}}",
  quotas: 'volumes: {a: {size: 10Gi, projectQuota: true}}',
  'what is there': `existingVolumes: {a: {match: 'volume.partition_label == "a"', readOnly: true}}`,
  'mounts of the kubelet': 'kubelet: {mounts: {/var/lib/longhorn: {}, /opt/x: {source: /var/x, options: [bind, ro]}}}',
};

const around = (talos: string, kubernetes: string, what: string): string => `name: home
providers:
  rack: {type: metal}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1}
defaults:
  provider: rack
  size: single
  versions: {talos: ${talos}, kubernetes: ${kubernetes}}
  controlPlane: {cpu: 4, memory: 8Gi, talos: {installDisk: {path: /dev/disk/by-id/a}}}
  network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5}
  talos:
    ${what}
environments:
  dev:
    clusters:
      dev: {}
`;

async function compiled(what: string, talos: string, kubernetes: string) {
  const files = [{ path: 'infraflux.yaml', content: around(talos, kubernetes, what) }];
  const { platform, catalog, ordered } = await runCase('test/nowhere', files);
  const errors = ordered.diagnostics.filter(({ severity }) => severity === 'error');
  return { platform, catalog, errors };
}

test.for(contracts)('what Talos $contract does not have is found, and nothing else', async (version, context) => {
  const oracle = needOracle(context, `talos-${version.contract}`);
  const questions = new Map<string, Question>();
  const refused: string[] = [];
  for (const [name, what] of Object.entries(said)) {
    const { errors } = await compiled(what, version.talos, version.kubernetes);
    if (errors.length > 0) refused.push(name);
    expect(errors.map(({ code }) => code).filter((code) => code !== 'talos/unsupported-in-version')).toEqual([]);
    // Compiled for a version that has it, and then said to this one.
    const having = name === 'mounts of the kubelet' ? contracts[1] : contracts[2];
    const { platform, catalog } = await compiled(what, having.talos, having.kubernetes);
    const [environment] = platform?.environments ?? [];
    const [cluster] = environment?.clusters ?? [];
    if (platform === undefined || catalog === undefined || environment === undefined || cluster === undefined) {
      throw new Error(name);
    }
    const all = questionsOf(platform, environment, under(cluster, version.contract), catalog);
    // The dialect of 1.14 has no place for these, so the emitter leaves them out: the rule alone speaks.
    if (name === 'mounts of the kubelet' && version.contract === '1.14') continue;
    questions.set(name, [...all.values()][0] as Question);
  }
  const wrong = [...ask(oracle, questions)].flatMap(([name, { errors }]) => (errors === undefined ? [] : [name]));
  const left = refused.filter((name) => questions.has(name));
  expect(left.sort()).toEqual(wrong.sort());
  expect(refused.includes('mounts of the kubelet')).toBe(version.contract === '1.14');
});

test.for(contracts)('what Talos $contract keeps for itself is what the data says', ({ contract }, context) => {
  const oracle = needOracle(context, `talos-${contract}`);
  const ours = (apply: (draft: Draft) => void): Question => {
    const draft = emptyDraft();
    apply(draft);
    const platform = finish(draft);
    const [environment] = platform.environments;
    const [cluster] = environment?.clusters ?? [];
    if (environment === undefined || cluster === undefined) throw new Error('no cluster');
    const all = questionsOf(platform, environment, under(cluster, contract), catalog());
    return all.get('main-cp-1') as Question;
  };
  const fields = [
    ...kubeletFieldsOfTalos,
    'maxPods',
    'clusterDomain',
    'serverTLSBootstrap',
    'memorySwap',
    'registerNode',
  ];
  const flags = [
    ...apiServerFlagsOfTalos.map(([start]) => (start.endsWith('-') ? `${start}x` : start)),
    'v',
    'audit-log-path',
  ];
  const questions = new Map([
    ...fields.map((field): [string, Question] => [
      `field ${field}`,
      ours((draft) => {
        for (const one of draft.nodes)
          one.talos = { ...one.talos, kubelet: { extraArgs: {}, config: { [field]: {} } } };
      }),
    ]),
    ...flags.map((flag): [string, Question] => [
      `flag ${flag}`,
      ours((draft) => {
        draft.cluster.talos = { ...draft.cluster.talos, apiServer: { extraArgs: { [flag]: 'x' } } };
      }),
    ]),
  ]);
  const wrong = [...ask(oracle, questions)].flatMap(([name, { errors }]) => (errors === undefined ? [] : [name]));
  const known = [
    ...[...kubeletFieldsOfTalos].map((field) => `field ${field}`),
    ...(contract === '1.14' ? flags.slice(0, apiServerFlagsOfTalos.length).map((flag) => `flag ${flag}`) : []),
  ];
  expect(wrong.sort()).toEqual(known.sort());
});
