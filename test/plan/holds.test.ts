import { describe, expect, it } from 'vitest';
import { clusterId, type ClusterId } from '../../src/identity/cluster-id.ts';
import type { Platform } from '../../src/model/platform.ts';
import type { HypervisorObservation } from '../../src/observe/hypervisor.ts';
import type { EngineObservations, TerraformObservation } from '../../src/observe/observations.ts';
import { buildPlan } from '../../src/plan/build-plan.ts';
import { blocked, deferred } from '../../src/plan/hold.ts';
import { artifactsOf } from '../apply/world.ts';
import { catalog, cluster, platform } from '../builders/model.ts';
import { kubernetesVersion, talosVersion } from '../version-of.ts';

/** One cluster, and which Kubernetes it runs. */
function platformOf(runs = '1.36.3'): Platform {
  const versions = { talos: talosVersion('1.13.6'), kubernetes: kubernetesVersion(runs) };
  return platform([cluster({ versions })]);
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
function holds({ engines = {}, hypervisor, terraform }: Seen, of = platformOf()): readonly string[] {
  const seen: EngineObservations = {
    terraform: '1.11.4',
    credentials: new Set(['home']),
    kubeconfigs: new Set(),
    talosconfigs: new Set(),
    ...engines,
  };
  return buildPlan(of, catalog(), artifactsOf({ environments: { prod: ['main'] } }), {
    output: new Map(),
    published: [],
    secrets: new Set(),
    engines: seen,
    hypervisors: new Map([['home', hypervisor ?? { machines: [] }]]),
    terraform: new Map(terraform === undefined ? [] : [[main, terraform]]),
    diagnostics: [],
  }).deferred.map(({ layer, state, diagnostic }) => `${layer} ${diagnostic.code} ${state}`);
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
    expect(holds({ terraform: planned }, platformOf('1.35.4'))).toContain('talos versions/upgrade-manually blocked');
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
