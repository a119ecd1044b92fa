import { isNight } from '../effort.ts';
import { expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { runCase } from './run-case.ts';

// One run reports every independent fault: two faults together give what each gives alone.

const platform = `name: homelab
providers:
  home:
    type: proxmox
    endpoint: https://pve.home.arpa:8006/
    credentials: {secret: proxmox}
    vmIds: 2000-2999
    hosts: {pve1: {cpu: 32, memory: 128Gi, datastores: {disks: local-zfs, images: local}}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1], bridge: vmbr0}
secrets:
  sops: {recipients: [age17dmr2vf5y6wqj537j8tesdk6z8gkxzl2ymu04mw6vf5nwjmgxunqpjme7q]}
environments:
  dev:
    clusters:
      lab:
        provider: home
        size: small
        versions: {talos: 1.13.6, kubernetes: 1.36.3}
        network: {attach: lab, nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5}
        controlPlane: {count: 1, cpu: 4, memory: 8Gi, disks: {system: {size: 40Gi}}}
        pools:
          workers: {count: 1, cpu: 4, memory: 8Gi, disks: {system: {size: 40Gi}}}
        platform:
          cilium: {}
          argocd: {}
          local-path: {defaultClass: true}
          monitoring: {}
`;

const cluster = 'environments.dev.clusters.lab';
/** A path and what it becomes; undefined: it is removed. */
const mistakes: readonly (readonly [path: string, value?: unknown])[] = [
  ['name'],
  ['providers.home.type'],
  ['providers.home.endpoint'],
  ['providers.home.credentials'],
  ['providers.home.vmIds'],
  ['providers.home.hosts'],
  ['networks.lab.bridge'],
  ['networks.lab.cidr', '10.10.0.5/16'],
  ['networks.lab.vlan', 5000],
  ['networks.lab.gateway', '10.0.0.300'],
  [`${cluster}.network.endpoint`],
  [`${cluster}.network.nodes`],
  [`${cluster}.network.nodes`, '10.10.10.29-10.10.10.10'],
  [`${cluster}.network.pods`, '10.42.1.0/16'],
  [`${cluster}.provider`, 'homme'],
  [`${cluster}.network.attach`, 'labb'],
  [`${cluster}.versions.kubernetes`, 1.36],
  [`${cluster}.versions.talos`, '1.13'],
  [`${cluster}.controlPlane.memory`, '8GB'],
  [`${cluster}.controlPlane.cpu`, '4'],
  [`${cluster}.controlPlane.count`, 2],
  [`${cluster}.controlPlane.disks`],
  [`${cluster}.pools.workers.disks.system.size`],
  [`${cluster}.pools.workers.taints`, { dedicated: { value: 'gpu' } }],
  [`${cluster}.pools.gpu`, { cpu: 4 }],
  [`${cluster}.pools.workers.gpus`, { a2000: { count: 1 } }],
  [`${cluster}.nodes`, { 'lab-worker-1': { address: '10.10.10.77' } }],
  [`${cluster}.platform.local-path`],
  [`${cluster}.platform.longhron`, {}],
  [`${cluster}.platform.monitoring.retention`, '15 days'],
  [`${cluster}.applications`, { path: 'apps' }],
  [`${cluster}.protext`, true],
  ['secrets.sops.recipients'],
];

function withMistakes(...made: readonly (readonly [path: string, value?: unknown])[]): string {
  const document = parseDocument(platform);
  for (const [path, value] of made) {
    if (value === undefined) document.deleteIn(path.split('.'));
    else document.setIn(path.split('.'), document.createNode(value));
  }
  return document.toString({ lineWidth: 0 });
}

async function faults(...made: readonly (readonly [path: string, value?: unknown])[]): Promise<readonly Diagnostic[]> {
  const { ordered } = await runCase('', [{ path: 'infraflux.yaml', content: withMistakes(...made) }]);
  return ordered.diagnostics.filter(({ severity }) => severity === 'error');
}

/** Two of these are not independent: the second is about what the first leaves unknown. Each with the reason. */
const dependent: readonly (readonly [hides: string, hidden: string, reason: string])[] = [
  ['providers.home.hosts', 'gpu/unavailable', 'which cards there are'],
  [`${cluster}.platform.longhron`, 'platform/missing-capability', 'the component that is meant may provide it'],
  [`${cluster}.platform.local-path`, 'platform/duplicate-capability', 'one of the two default storage classes'],
];

const keyOf = ({ code, message }: Diagnostic): string => `${code}: ${message}`;

it('the platform itself has no faults', async () => {
  expect((await faults()).map(keyOf)).toEqual([]);
});

it('each mistake is reported beside each other one', async () => {
  const alone = new Map<number, readonly Diagnostic[]>();
  for (const [at, mistake] of mistakes.entries()) alone.set(at, await faults(mistake));
  const lost: string[] = [];
  for (let a = 0; a < mistakes.length; a += 1) {
    expect(alone.get(a)?.length, mistakes[a]?.[0]).toBeGreaterThan(0);
    // By day each third pair.
    for (let b = a + 1; b < mistakes.length; b += isNight ? 1 : 3) {
      const [first, second] = [mistakes[a], mistakes[b]];
      if (first === undefined || second === undefined || first[0] === second[0]) continue;
      const together = new Set((await faults(first, second)).map(({ code }) => code));
      for (const [own, other] of [
        [a, b],
        [b, a],
      ] as const) {
        for (const { code } of alone.get(own) ?? []) {
          const hides = mistakes[other]?.[0] ?? '';
          if (together.has(code) || dependent.some(([h, c]) => h === hides && c === code)) continue;
          lost.push(`${hides} = ${JSON.stringify(mistakes[other]?.[1])} hides ${code} of ${mistakes[own]?.[0]}`);
        }
      }
    }
  }
  expect(lost).toEqual([]);
});
