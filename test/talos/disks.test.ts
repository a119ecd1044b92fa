import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checked } from '../../src/diagnostics/diagnostic.ts';
import type { Node } from '../../src/model/platform.ts';
import { diskPath } from '../../src/providers/proxmox/model/disk-path.ts';
import { resolvePlatform } from '../../src/resolve-platform.ts';
import { catalog } from '../catalog/builtin-catalog.ts';
import { askOracle, needOracle } from '../oracles/oracle.ts';
import { type Answer, contracts, type Question, questionsOf, under } from './configs.ts';

/** See disks/README.md. */
interface MeasuredDisk {
  readonly dev_path: string;
  readonly slot: number | null;
  readonly bus_path: string;
  readonly serial: string;
}

const measured = JSON.parse(readFileSync('test/talos/disks/measured.json', 'utf8')) as Readonly<
  Record<string, readonly MeasuredDisk[]>
>;

/** What blueprints/providers/proxmox/module attaches. */
const lists = Object.entries(measured).filter(([name]) => name.startsWith('virtio-scsi-pci'));

/** Slots on the SCSI bus, without disks of other buses in the same list. */
function slotsOf(disks: readonly MeasuredDisk[]): readonly number[] {
  return disks.flatMap(({ slot, bus_path }) => (slot === null || !bus_path.includes('/virtio0/host') ? [] : [slot]));
}

test('there are lists for one disk and for all that a machine can have', () => {
  expect(lists.length).toBeGreaterThan(8);
  expect(Math.max(...lists.map(([, disks]) => slotsOf(disks).length))).toBe(31);
  expect(
    lists.flatMap(([, disks]) => disks.filter(({ serial, slot }) => slot !== null && serial !== '').length),
  ).toContain(0);
});

test.each(lists)('the path of a slot matches one disk: %s', (_, disks) => {
  const slots = slotsOf(disks);
  expect(slots.length).toBeGreaterThan(0);
  for (const slot of Array.from({ length: 31 }, (_none, index) => index)) {
    const { expression, glob } = diskPath(slot);
    const pattern = new RegExp(/matches\("(.*)"\)$/.exec(expression)?.[1] ?? 'none');
    const wanted = slots.includes(slot) ? [slot] : [];
    for (const matches of [(path: string) => pattern.test(path), (path: string) => goGlob(glob, path)]) {
      expect(disks.filter(({ bus_path }) => matches(bus_path)).map((disk) => disk.slot)).toEqual(wanted);
    }
  }
});

/** ryanuber/go-glob, which Talos calls: parts in order, the last of them at the end. */
function goGlob(pattern: string, subject: string): boolean {
  const parts = pattern.split('*');
  let rest = subject;
  for (const part of parts.slice(0, -1)) {
    const at = rest.indexOf(part);
    if (at < 0) return false;
    rest = rest.slice(at + part.length);
  }
  return rest.endsWith(parts.at(-1) as string);
}

const letters = (index: number): string =>
  `d${String.fromCharCode(97 + Math.floor(index / 26))}${String.fromCharCode(97 + (index % 26))}`;

/** A machine with data disks in the slots: volumes of each kind in turn, one for a component, one whole disk. */
function machine(slots: readonly number[]): string {
  const data = slots.filter((slot) => slot > 0);
  const kinds = ['longhorn', 'volumes', 'rawVolumes', 'swap', 'whole'] as const;
  const kindAt = (index: number) => kinds[index % kinds.length] as (typeof kinds)[number];
  const disks = data.map(
    (_, index) => `${letters(index)}: {size: 50Gi${kindAt(index) === 'longhorn' ? ', use: longhorn' : ''}}`,
  );
  const of = (kind: string): string =>
    data
      .flatMap((_, index) =>
        kindAt(index) === kind
          ? [`${letters(index)}: {disk: ${letters(index)}, ${kind === 'whole' ? 'kind: disk' : 'minSize: 10Gi'}}`]
          : [],
      )
      .join(', ');
  const volumes = [of('volumes'), of('whole')].filter((text) => text !== '').join(', ');
  return `name: home
providers:
  home:
    type: proxmox
    endpoint: https://pve.home.arpa:8006/
    credentials: {secret: proxmox}
    vmIds: 2000-2999
    hosts: {pve1: {datastores: {disks: local, images: local}}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, bridge: vmbr0}
defaults: {size: single, platform: {cilium: {}, longhorn: {replicas: 1}, talos-cloud-controller-manager: {}}}
environments:
  dev:
    clusters:
      dev:
        network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5}
        controlPlane:
          disks: {system: {size: 40Gi}${disks.map((disk) => `, ${disk}`).join('')}}
          talos: {volumes: {${volumes}}, rawVolumes: {${of('rawVolumes')}}, swap: {${of('swap')}}}
`;
}

/** The lock gives disks their slots; here they are those of the list. */
function withSlots(node: Node, slots: readonly number[]): Node {
  const data = slots.filter((slot) => slot > 0).sort((a, b) => a - b);
  const names = node.disks.filter(({ name }) => name !== 'system').map(({ name }) => name);
  return {
    ...node,
    disks: node.disks.map((disk) => ({
      ...disk,
      slot: disk.name === 'system' ? 0 : (data[names.indexOf(disk.name)] as number),
    })),
  };
}

test.for(contracts)(
  'every selector matches its disk alone, as Talos $contract evaluates it',
  ({ contract }, context) => {
    const oracle = needOracle(context, `talos-${contract}`);
    const questions: (Question & { readonly disks: readonly unknown[] })[] = [];
    const wanted: Readonly<Record<string, readonly string[]>>[] = [];
    for (const [, disks] of lists) {
      const slots = slotsOf(disks);
      const files = [{ path: 'infraflux.yaml', content: machine(slots) }];
      const { platform, diagnostics } = resolvePlatform({ files, catalog: checked(catalog) });
      const [environment] = platform?.environments ?? [];
      const [resolved] = environment?.clusters ?? [];
      if (platform === undefined || environment === undefined || resolved === undefined)
        throw new Error(diagnostics.map(({ message }) => message).join('\n'));
      const cluster = under({ ...resolved, nodes: resolved.nodes.map((node) => withSlots(node, slots)) }, contract);
      const [node] = cluster.nodes as readonly [Node];
      const [question] = questionsOf(platform, environment, cluster, catalog).values();
      questions.push({
        ...(question as Question),
        disks: disks.map((disk) => ({ ...disk, system: disk.slot === 0 && disk.bus_path.includes('/virtio0/') })),
      });
      const at = (slot: number): string[] =>
        disks
          .filter((disk) => disk.slot === slot && disk.bus_path.includes('/virtio0/'))
          .map(({ dev_path }) => dev_path);
      const diskOf = (name: string): string[] => at(node.disks.find((disk) => disk.name === name)?.slot ?? -1);
      const longhorn = node.disks.filter(({ use }) => use === 'longhorn');
      wanted.push({
        [contract === '1.14' ? 'UnattendedInstallConfig/' : 'install']: at(0),
        ...Object.fromEntries(
          longhorn.map(({ name }, index) => [
            `UserVolumeConfig/${index === 0 ? 'longhorn' : `longhorn-${name}`}`,
            diskOf(name),
          ]),
        ),
        ...Object.fromEntries(
          Object.keys(node.talos.volumes).map((name) => [`UserVolumeConfig/${name}`, diskOf(name)]),
        ),
        ...Object.fromEntries(
          Object.keys(node.talos.rawVolumes).map((name) => [`RawVolumeConfig/${name}`, diskOf(name)]),
        ),
        ...Object.fromEntries(Object.keys(node.talos.swap).map((name) => [`SwapVolumeConfig/${name}`, diskOf(name)])),
      });
    }
    const answers = askOracle<Answer & { readonly selected?: object }>(oracle, questions);
    expect(answers.map(({ errors = [], selected }) => ({ errors, selected }))).toEqual(
      wanted.map((selected) => ({ errors: [], selected })),
    );
    expect(wanted.every((selected) => Object.values(selected).every((paths) => paths.length === 1))).toBe(true);
  },
);
