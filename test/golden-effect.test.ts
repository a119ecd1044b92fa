import { existsSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Catalog } from '../src/blueprints/catalog.ts';
import { notEmitted } from '../src/config/not-emitted.ts';
import { emitCluster } from '../src/emit/emit-artifacts.ts';
import { leafPlace } from '../src/identity/leaf-path.ts';
import { resolvedInputs } from '../src/model/inputs.ts';
import type { Cluster, Environment, Platform } from '../src/model/platform.ts';
import { revertInputs } from '../src/plan/revert-inputs.ts';
import { changedALittle } from '../src/plan/trace-line.ts';
import type { Json } from '../src/source/tree.ts';
import { inputFiles, runCase } from './diagnostics/run-case.ts';

/**
 * Resolved values that may change without changing a file, with the reason. Everything else that a person writes must
 * show somewhere, or using it must warn (src/config/not-emitted.ts): nobody may believe in a backup that is not made.
 */
const withoutTrace: readonly (readonly [RegExp, string])[] = [
  [/^(controlPlane|pools|talos)\b/, 'resolved into the nodes, and looked at there'],
  [/^network\.nodes$/, 'handed out: the addresses stand with the nodes'],
  [/^networks\.[^.]+\.(addressing|dns|ntp|search|site)/, 'resolved into the nodes, or for rules'],
  [/^networks\.home\.firewall$/, "the firewall of a virtual machine's port, and these machines are metal"],
  [/^providers?\b/, 'capacity, ids and credentials: for placement, rules and whoever runs the files'],
  [/^network\.cni\.manifests/, 'a copy of podNetwork, which has the effect'],
  [/\.interfaces\.[^.]+\.network$/, "a reference; the network's own settings have the effect"],
  [/\.provider$/, 'a reference'],
  [/^variants$/, 'folded into the cluster: what it says has the effect'],
  [/^wantedVersions\b/, 'for the plan: what the machines get is versions'],
  [/^platform\.[^.]+\.impliedBy$/, 'says why, for explain'],
  [/\.disks\.[^.]+\.keep$/, 'the disk that is kept has a holder, which has the effect'],
  [
    /^platform\.(public-gateway\.hostnames|greeting\.copies)/,
    'only with an issuer that signs no wildcard; only a default here',
  ],
  [/\.interfaces\.[^.]+\.dhcp$/, 'told by the lease of its address'],
  [/^platform\.[^.]+\.(provides|requires|after)$/, 'resolved into waves, which show'],
  [/^platform\.[^.]+\.secrets\./, 'for the commands that make secrets; the objects show which there are'],
  [/^platform\.metrics\.podSecurity$/, 'in kube-system, which is exempt from it'],
  [/ExistingSecretPasswordKey\.secret$/i, 'the chart takes the name of the key; that of the Secret shows beside it'],
  [/\.bond\.links$/, 'the ports are chosen by what they are in these platforms'],
];

/** What warns by language/not-implemented, with the fields on that list. */
const warned: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\.tags$/, ['disk.tags']],
  [/^backup\.etcd\b/, ['backup.etcd']],
];

const known = [...withoutTrace, ...warned].map(([pattern]) => pattern);

it('every value of the golden platforms shows in a file, or is known not to', async () => {
  const shows = new Map<string, boolean>();
  for (const folder of folders()) {
    const { platform, catalog } = await runCase(folder, inputFiles(folder));
    if (platform === undefined || catalog === undefined) continue;
    for (const environment of platform.environments) look(platform, environment, catalog, shows);
  }
  expect(shows.size).toBeGreaterThan(200);
  const silent = [...shows].flatMap(([kind, does]) => (does ? [] : [kind]));
  expect(silent.sort()).toEqual([]);
  // A field that left the list has to show.
  expect(warned.flatMap(([, fields]) => fields).filter((field) => !notEmitted.has(field))).toEqual([]);
});

function folders(): readonly string[] {
  return ['test/golden', 'test/platforms']
    .flatMap((parent) => readdirSync(parent).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(`${folder}/infraflux.yaml`));
}

function look(platform: Platform, environment: Environment, catalog: Catalog, shows: Map<string, boolean>): void {
  const textOf = (inEnvironment: Environment, cluster: Cluster): string =>
    (emitCluster(platform, inEnvironment, cluster, catalog).value ?? []).map((one) => one.path + one.text).join('\n');
  const before = new Map(environment.clusters.map((cluster) => [cluster.name, textOf(environment, cluster)]));
  for (const [path, value] of resolvedInputs(platform, environment)) {
    const { cluster: name, keys } = leafPlace(path);
    if (name === undefined) continue;
    // The same field of another node or cluster is the same field.
    const kind = keys.map((key, at) => (keys[at - 1] === 'nodes' ? '*' : key)).join('.');
    const other = Array.isArray(value) && value.length === 0 ? ['x1'] : changedALittle(value as Json);
    if (shows.get(kind) === true || other === undefined || known.some((pattern) => pattern.test(kind))) continue;
    shows.set(kind, differs());

    function differs(): boolean {
      try {
        const { environment: changed } = revertInputs(platform, environment, new Map([[path, other]]));
        const cluster = changed.clusters.find((one) => one.name === name);
        return cluster === undefined || textOf(changed, cluster) !== before.get(cluster.name);
      } catch {
        // An emitter that cannot do with the changed value has looked at it.
        return true;
      }
    }
  }
}
