import { describe, expect, it } from 'vitest';
import { clusterId, type ClusterId } from '../../src/identity/cluster-id.ts';
import type { Platform } from '../../src/model/platform.ts';
import type { HypervisorObservation } from '../../src/observe/hypervisor.ts';
import type { EngineObservations, TerraformObservation } from '../../src/observe/observations.ts';
import { deferredLayers } from '../../src/plan/deferrals.ts';
import { blocked, deferred } from '../../src/plan/hold.ts';
import { parseVersion } from '../../src/versions/version.ts';
import { platformOf } from '../apply/world.ts';
import { proxmoxProvider } from '../providers/build.ts';

const provider = proxmoxProvider('home', { endpoint: 'https://pve:8006/', credentials: { secret: 'proxmox' } });
const node = { name: 'w-1', provider, disks: [], vmId: 2001, pool: 'workers' };
const base = platformOf({ environments: { prod: ['main'] } });

/** One cluster with one machine, and what it runs. */
function platform(runs = '1.36.3'): Platform {
  const [environment] = base.environments;
  const [cluster] = environment?.clusters ?? [];
  const wantedVersions = { talos: parseVersion('1.13.6'), kubernetes: parseVersion('1.36.3') };
  const versions = { ...wantedVersions, kubernetes: parseVersion(runs) };
  const whole = { ...cluster, nodes: [node], versions, wantedVersions };
  return { ...base, environments: [{ ...environment, clusters: [whole] }] } as unknown as Platform;
}

const main = clusterId('prod', 'main');
const clients = new Set<ClusterId>([main]);

interface Seen {
  readonly engines?: Partial<EngineObservations>;
  readonly hypervisor?: HypervisorObservation;
  readonly terraform?: TerraformObservation;
}

const planned: TerraformObservation = {
  kind: 'planned',
  changes: [],
  inState: [],
  machines: [],
  maintenance: [],
  bootstrap: true,
};

/** `layer code state`, in the order of the plan. */
function holds({ engines = {}, hypervisor, terraform }: Seen, of = platform()): readonly string[] {
  const seen: EngineObservations = {
    terraform: '1.11.4',
    credentials: new Set(['home']),
    kubeconfigs: new Set(),
    talosconfigs: new Set(),
    ...engines,
  };
  return deferredLayers(
    of,
    {
      engines: seen,
      hypervisors: new Map([['home', hypervisor ?? { machines: [] }]]),
      terraform: new Map(terraform === undefined ? [] : [[main, terraform]]),
    },
    undefined,
  ).map(({ layer, state, diagnostic }) => `${layer} ${diagnostic.code} ${state}`);
}

describe('what was not given defers a layer', () => {
  it.each<[string, Seen, string]>([
    ['no engine', { engines: { terraform: undefined } }, 'terraform terraform/not-found deferred'],
    ['an old engine', { engines: { terraform: '1.10.9' } }, 'terraform terraform/too-old deferred'],
    ['no credentials', { engines: { credentials: new Set() } }, 'terraform provider/no-credentials deferred'],
    ['no answer of Terraform', {}, 'terraform terraform/not-asked deferred'],
  ])('%s', (_, seen, expected) => {
    expect(holds(seen)).toEqual([
      expected,
      'talos cluster/no-access deferred',
      'kubernetes cluster/no-access deferred',
    ]);
  });

  it('files of a cluster that is not there yet, and what this version does not compare', () => {
    expect(holds({ terraform: planned })).toEqual(['kubernetes cluster/no-access deferred']);
    const there = { kubeconfigs: clients, talosconfigs: clients };
    expect(holds({ engines: there })).toEqual([
      'terraform terraform/not-asked deferred',
      'talos cluster/not-compared deferred',
      'kubernetes cluster/not-compared deferred',
    ]);
    const withoutBootstrap = deferred('bootstrap/no-tools', 'no helm', 'install it');
    expect(holds({ engines: there, terraform: { ...planned, withoutBootstrap } })).toEqual([
      'kubernetes bootstrap/no-tools deferred',
    ]);
  });
});

describe('what would do harm, or does not answer, is blocked', () => {
  it('a hypervisor without an answer', () => {
    expect(holds({ hypervisor: { machines: undefined, because: 'it answers 500' } })[0]).toBe(
      'terraform provider/no-answer blocked',
    );
  });

  it('an upgrade', () => {
    expect(holds({ terraform: planned }, platform('1.35.4'))[0]).toBe('talos versions/upgrade-manually blocked');
  });

  it.each(['terraform/state-empty', 'terraform/plan-failed', 'terraform/not-listed'] as const)(
    'what Terraform was refused for: %s',
    (code) => {
      const refused: TerraformObservation = { kind: 'refused', ...blocked(code, 'why', 'what it needs') };
      expect(holds({ terraform: refused })[0]).toBe(`terraform ${code} blocked`);
    },
  );

  it.each(['terraform/state-locked', 'terraform/no-secrets'] as const)('not what comes in time: %s', (code) => {
    const refused: TerraformObservation = { kind: 'refused', ...deferred(code, 'why', 'what it needs') };
    expect(holds({ terraform: refused })[0]).toBe(`terraform ${code} deferred`);
  });
});
