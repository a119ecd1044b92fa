import type { ClusterId } from '../../src/identity/cluster-id.ts';
import { expect, test } from 'vitest';
import type { Cluster, Platform } from '../../src/model/platform.ts';
import { machineAddresses } from '../../src/emit/terraform/machine-providers.ts';
import { type WantedMachine, wantedMachines } from '../../src/providers/proxmox/model/wanted-machines.ts';
import { lookAtMachines, lookKey } from '../../src/providers/proxmox/observe/look-at-machines.ts';
import type { Observations } from '../../src/observe/observations.ts';
import { type ProxmoxApi, ProxmoxRefusal } from '../../src/providers/proxmox/observe/api.ts';
import { listMachines } from '../../src/providers/proxmox/observe/machines.ts';
import { readHypervisor } from '../../src/providers/proxmox/observe/read-hypervisor.ts';
import type { ResourceChange } from '../../src/observe/terraform/resource-change.ts';
import { parseState } from '../../src/observe/terraform/parse-state.ts';
import { terraformWaits } from '../../src/plan/deferrals.ts';
import { usualCommands } from '../../src/plan/typed-commands.ts';
import { machineIdentity } from '../../src/providers/proxmox/plan/machine-identity.ts';
import type { ProvenMachine } from '../../src/plan/recorded.ts';
import { proveMachines } from '../../src/providers/proxmox/plan/prove-machines.ts';
import { recordedMachines } from '../../src/providers/proxmox/plan/recorded-machines.ts';
import { mustNotRun } from '../plan/gates.ts';
import { allPrivileges, Hypervisor, type Machine, Refusal } from '../fakes/proxmox/hypervisor.ts';
import { answer } from '../fakes/proxmox/routes.ts';
import { Tasks } from '../fakes/proxmox/tasks.ts';
import { labText } from './lab-text.ts';
import { compiled, platformOf } from './compiled.ts';

/**
 * A model of the world that machines live in, played at random: operators delete, rename, move and copy machines, ids are used
 * again by machines of others, states are put back, infraflux.yaml changes. Terraform and its provider are played by what
 * they were seen to do (they know a machine by its id alone); who decides whether they run is the real code. No machine of
 * others ever changes.
 */

const text = (workers: number, more = ''): string =>
  labText({
    endpoint: 'https://127.0.0.1:8006/',
    vmIds: '2000-2012',
    workers: `{count: ${workers}, disks: {system: {size: 20Gi}}}`,
    more: `nodes: {dev-workers-1: {disks: {logs: {size: 15Gi, keep: true}}}${more}}`,
  });

/** What infraflux.yaml says at one time or another, with one lock for all. */
function variants(): readonly Platform[] {
  const write = (workers: number, more?: string) => ({ path: 'infraflux.yaml', content: text(workers, more) });
  const { lock } = compiled([write(3)]);
  const inputs = [
    write(3),
    write(2),
    write(1),
    write(3, ', dev-workers-2: {vmId: 2011}'),
    write(2, ', dev-workers-2: {vmId: 2012}'),
  ];
  return inputs.map((input) => platformOf([input, { path: 'infraflux.lock', content: lock }]));
}

const clusterOf = (platform: Platform): Cluster => {
  const cluster = platform.environments[0]?.clusters[0];
  if (cluster === undefined) throw new Error('there is no cluster');
  return cluster;
};

/** Mulberry32: the same numbers for the same seed, everywhere. */
function random(seed: number): () => number {
  let at = seed;
  return () => {
    at = (at + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(at ^ (at >>> 15), 1 | at);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const disturbances = [
  'input',
  'delete',
  'reuse',
  'foreign',
  'rename',
  'move',
  'restore',
  'leave',
  'stop',
  'blind',
  'start',
  'away',
  'recover',
  'recover',
] as const;

class World {
  readonly hypervisor = new Hypervisor({
    pve1: { bridges: ['vmbr0'], stores: { 'local-zfs': { content: ['images'] } } },
    pve2: { bridges: ['vmbr0'], stores: { 'local-zfs': { content: ['images'] } } },
  });
  readonly foreign = new Map<Machine, string>();
  /** Id by address, as Terraform has it. */
  state = new Map<string, number>();
  /** Older states, to be put back. */
  readonly states: ReadonlyMap<string, number>[] = [];
  readonly next: () => number;
  readonly platforms: readonly Platform[];
  platform: Platform;
  readonly counts = { ran: 0, refused: 0, wouldHaveHurt: 0, wouldHaveForgotten: 0, madeTwice: 0 };

  constructor(seed: number, platforms: readonly Platform[]) {
    this.next = random(seed);
    this.platforms = platforms;
    this.platform = platforms[0] as Platform;
  }

  pick<T>(all: readonly T[]): T | undefined {
    return all[Math.floor(this.next() * all.length)];
  }

  snapshot(machine: Machine): string {
    return JSON.stringify([
      this.hypervisor.machines.get(machine.id) === machine,
      machine.host,
      machine.status,
      [...machine.config],
      [...this.hypervisor.volumes].filter(([, { owner }]) => owner === machine.id),
    ]);
  }

  /** What people do on the hypervisor or to files: anything but what InfraFlux is asked for. */
  disturb(): void {
    const { hypervisor } = this;
    const machine = this.pick([...hypervisor.machines.values()].filter((one) => !this.foreign.has(one)));
    switch (this.pick(disturbances)) {
      case 'input':
        this.platform = this.pick(this.platforms) as Platform;
        break;
      case 'delete':
        if (machine !== undefined) this.remove(machine);
        break;
      case 'reuse':
        if (machine === undefined) break;
        this.remove(machine);
        this.addForeign(machine.id);
        break;
      case 'foreign':
        this.addForeign(2000 + Math.floor(this.next() * 13));
        break;
      case 'rename':
        machine?.config.set(this.next() < 0.5 ? 'name' : 'tags', 'edited');
        break;
      case 'move':
        if (machine !== undefined) machine.host = machine.host === 'pve1' ? 'pve2' : 'pve1';
        break;
      case 'restore':
        this.state = new Map(this.pick(this.states) ?? this.state);
        break;
      case 'leave': {
        const leaving = this.pick([...this.foreign.keys()]);
        if (leaving === undefined) break;
        this.foreign.delete(leaving);
        this.remove(leaving);
        break;
      }
      case 'blind':
        // A role with everything but the right to look.
        hypervisor.acl.set('/', new Set(allPrivileges.filter((name) => name !== 'VM.Audit')));
        break;
      case 'start':
        hypervisor.justStarted = this.next() < 0.5 ? 'empty' : 'names';
        break;
      case 'away':
        hypervisor.away.add('pve2');
        break;
      case 'recover':
        this.recover();
        break;
      case 'stop':
        if (machine !== undefined) machine.status = 'stopped';
        break;
      default:
    }
  }

  /** The token may look, and all hosts are up for a while. */
  recover(): void {
    this.hypervisor.acl.set('/', new Set(allPrivileges));
    this.hypervisor.justStarted = undefined;
    this.hypervisor.away.clear();
  }

  /** The machines that are listed, which are those that Terraform's provider finds. */
  async listed(): Promise<ReadonlySet<number>> {
    return new Set((await listMachines(this.api)).map(({ id }) => id));
  }

  /** A machine of others, which has at most two of what ours is known by. */
  addForeign(id: number): void {
    if (this.hypervisor.machines.has(id)) return;
    const cluster = clusterOf(this.platform);
    const twin = this.pick(wantedMachines(this.platform, cluster)) as WantedMachine;
    const { name, tags, uuid } = machineIdentity(this.platform, cluster, twin.name);
    const same = [this.next() < 0.4, this.next() < 0.4, this.next() < 0.4];
    if (same.every(Boolean)) same[2] = false;
    const machine = this.hypervisor.adopt('pve1', id, {
      ...(same[0] ? { name } : this.next() < 0.8 ? { name: 'orders-db' } : {}),
      ...(same[1] ? { tags: tags.join(';') } : {}),
      smbios1: `uuid=${same[2] === true ? uuid : '4c4c4544-0042-4210-8034-b1c04f564432'}`,
      memory: '16384',
      scsi0: `local-zfs:vm-${id}-disk-0,size=500G`,
    });
    this.foreign.set(machine, this.snapshot(machine));
  }

  remove(machine: Machine): void {
    machine.config.delete('protection');
    this.hypervisor.stop(machine);
    this.hypervisor.remove(machine);
  }

  /** The fake's own answers, without a network between. */
  readonly api: ProxmoxApi = {
    tokenId: 'infraflux@pve!test',
    ask: async (path) => {
      const url = new URL(path, 'https://127.0.0.1/');
      const steps = url.pathname.slice(1).split('/').map(decodeURIComponent);
      const request = { method: 'GET', path: steps, parameters: new Map(url.searchParams) };
      try {
        return JSON.parse(JSON.stringify(answer(this.hypervisor, new Tasks(), request))) as unknown;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw new ProxmoxRefusal(error.status, error.message, error.errors);
      }
    },
  };

  /** What Terraform would do, told by ids alone: the machine that has one is the machine. */
  async terraformPlan(): Promise<readonly PlannedChange[]> {
    const listed = await this.listed();
    const cluster = clusterOf(this.platform);
    const wanted = new Map(
      wantedMachines(this.platform, cluster).map((machine) => [addressOf(cluster, machine), machine]),
    );
    return [...new Set([...this.state.keys(), ...wanted.keys()])].flatMap((address) => {
      const known = this.state.get(address);
      const machine = wanted.get(address);
      const isThere = known !== undefined && listed.has(known);
      if (!isThere && machine === undefined) return [];
      const action = !isThere
        ? 'create'
        : machine === undefined
          ? 'delete'
          : machine.id === known
            ? 'update'
            : 'replace';
      return [
        {
          address,
          type: 'proxmox_virtual_environment_vm',
          action,
          attributes: [],
          forcedBy: [],
          because: undefined,
          digest: '',
          ...(isThere ? { vmId: known } : {}),
          wanted: machine,
        },
      ];
    });
  }

  /** As bpg/proxmox does it: an id that is taken is adopted, one that is in the state is changed or destroyed. */
  terraformApply(plan: readonly PlannedChange[]): void {
    for (const { action, vmId, wanted, address } of plan) {
      const old = vmId === undefined ? undefined : this.hypervisor.machines.get(vmId);
      if (old !== undefined && (action === 'delete' || action === 'replace')) this.remove(old);
      if (action === 'create' && wanted !== undefined && this.hypervisor.machines.has(wanted.id))
        this.counts.madeTwice += 1;
      if (wanted === undefined) this.state.delete(address);
      else this.state.set(address, wanted.id);
      if (wanted === undefined) continue;
      const { name, tags, uuid } = machineIdentity(this.platform, clusterOf(this.platform), wanted.name);
      const there = this.hypervisor.machines.get(wanted.id);
      const config = { name, tags: tags.join(';'), memory: '4096', scsi0: `local-zfs:vm-${wanted.id}-disk-0,size=20G` };
      if (there === undefined)
        this.hypervisor.adopt('pve1', wanted.id, { ...config, smbios1: `base64=1,uuid=${wantedUuid(wanted, uuid)}` });
      else for (const [key, value] of Object.entries(config)) there.config.set(key, value);
    }
  }

  /** Plan and apply as InfraFlux does them; something may happen between any two questions. */
  async apply(disturbances: number): Promise<void> {
    const { platform } = this;
    const cluster = clusterOf(platform);
    const between = (): void => {
      if (this.next() < disturbances) this.disturbHypervisor();
    };
    const unguarded = await this.terraformPlan();
    const forgets = unguarded.some(({ action, address }) => {
      const known = this.state.get(address);
      return action === 'create' && known !== undefined && this.hypervisor.machines.has(known);
    });
    if (forgets) this.counts.wouldHaveForgotten += 1;
    const hurts = unguarded.some(
      ({ action, vmId, wanted }) => (action !== 'create' && this.isForeign(vmId)) || this.isForeign(wanted?.id),
    );
    if (hurts) this.counts.wouldHaveHurt += 1;
    const look = async (): Promise<Pick<Observations, 'hypervisors'>> => ({
      hypervisors: new Map([
        ['home', await readHypervisor(this.api, new Set(wantedMachines(platform, cluster).map(({ id }) => id)))],
      ]),
    });
    const engines = {
      terraform: '1.11.4',
      credentials: new Set(['home']),
      kubeconfigs: new Set<ClusterId>(),
      talosconfigs: new Set<ClusterId>(),
    };
    const seen = await look();
    const recorded = recordedMachines(platform, cluster, this.stateEntries());
    const prove = async (hypervisors: Observations['hypervisors']) => {
      const looks = await lookAtMachines(new Map([['home', this.api]]), recorded.machines, hypervisors);
      return proveMachines(
        'terraform',
        cluster,
        recorded,
        (machine) => {
          const found = looks.get(lookKey(machine));
          if (found === undefined) throw new Error('not looked at');
          return found;
        },
        usualCommands,
      );
    };
    const waits = terraformWaits(platform, { engines, ...seen }, cluster);
    const first = waits === undefined ? await prove(seen.hypervisors) : undefined;
    if (first?.machines === undefined) return this.refuse();
    between();
    const plan = await this.terraformPlan();
    const observed = {
      kind: 'planned' as const,
      changes: plan,
      inState: [...this.state.keys()],
      machines: first.machines,
      maintenance: [],
      bootstrap: false,
    };
    between();
    // As `resource_drift` says it: what Terraform dropped although it was there a moment ago.
    const listed = await this.listed();
    const dropped = first.machines.some(({ id, state }) => state !== 'gone' && !listed.has(id));
    if (dropped || mustNotRun('terraform', cluster, observed, seen.hypervisors, usualCommands, platform) !== undefined)
      return this.refuse();
    // prevent_destroy: of what owns a kept disk.
    if (plan.some(({ action, address }) => action !== 'create' && action !== 'update' && address.includes('.holder[')))
      return this.refuse();
    const now = await look();
    const isFree = terraformWaits(platform, { engines, ...now }, cluster) === undefined;
    const last = await prove(now.hypervisors);
    const goneNow = (machines: readonly ProvenMachine[]): string =>
      machines.flatMap(({ address, state }) => (state === 'gone' ? [address] : [])).join();
    if (!isFree || last.machines === undefined || goneNow(last.machines) !== goneNow(first.machines))
      return this.refuse();
    if (mustNotRun('terraform', cluster, observed, now.hypervisors, usualCommands, platform) !== undefined)
      return this.refuse();
    this.states.push(new Map(this.state));
    this.terraformApply(plan);
    this.counts.ran += 1;
  }

  /** Only what happens on the hypervisor: infraflux.yaml and the state are held by the run. */
  disturbHypervisor(): void {
    const { platform, state } = this;
    this.disturb();
    this.platform = platform;
    this.state = state;
  }

  refuse(): void {
    this.counts.refused += 1;
  }

  isForeign(id: number | undefined): boolean {
    return [...this.foreign.keys()].some((machine) => machine.id === id);
  }

  stateEntries() {
    const resources = [...this.state].map(([address, id]) => ({
      address,
      mode: 'managed',
      type: 'proxmox_virtual_environment_vm',
      values: { id: String(id), vm_id: id, node_name: 'pve1' },
    }));
    return parseState(JSON.stringify({ values: { root_module: { resources } } }));
  }

  /** An operator sees to it that the next apply can go on: as plan says. */
  repair(): void {
    const cluster = clusterOf(this.platform);
    this.recover();
    for (const machine of this.hypervisor.machines.values()) {
      const wanted = wantedMachines(this.platform, cluster).find(({ id }) => id === machine.id);
      if (wanted === undefined || this.foreign.has(machine)) continue;
      machine.config.set('name', wanted.name);
      machine.config.set('tags', machineIdentity(this.platform, cluster, wanted.name).tags.join(';'));
    }
    // state rm, and foreign machines in the way leave.
    for (const [address, id] of this.state) if (this.isForeign(id)) this.state.delete(address);
    for (const machine of this.foreign.keys()) {
      if (!wantedMachines(this.platform, cluster).some(({ id }) => id === machine.id)) continue;
      this.foreign.delete(machine);
      this.remove(machine);
    }
    for (const machine of this.hypervisor.machines.values())
      if (!this.foreign.has(machine) && ![...this.state.values()].includes(machine.id)) this.remove(machine);
  }
}

type PlannedChange = ResourceChange & { readonly wanted: WantedMachine | undefined };

function addressOf(cluster: Cluster, { name, node }: WantedMachine): string {
  const resource = name === node.name ? 'this' : `holder["${name.slice(node.name.length + 1)}"]`;
  return `${machineAddresses(cluster).get(node.name)}.proxmox_virtual_environment_vm.${resource}`;
}

/** The UUID of a holder is made of node and disk. */
function wantedUuid(wanted: WantedMachine, uuid: string): string {
  return wanted.name === wanted.node.name ? uuid : wanted.uuid;
}

test.for([11, 23, 47])('500 steps at random, seed %i: no machine of others changes', async (seed) => {
  const world = new World(seed, variants());
  await world.apply(0);
  expect(world.counts.ran, 'a world without others is made').toBe(1);
  for (let step = 0; step < 500; step += 1) {
    world.disturb();
    if (world.next() < 0.4) world.repair();
    await world.apply(0.3);
    for (const [machine, before] of world.foreign)
      expect(world.snapshot(machine), `seed ${seed}, step ${step}: VM ${machine.id}`).toBe(before);
  }
  // Else nothing was tried.
  expect(world.counts.madeTwice, 'a machine that is there is never made again').toBe(0);
  expect(world.counts.wouldHaveHurt).toBeGreaterThan(20);
  expect(world.counts.wouldHaveForgotten).toBeGreaterThan(20);
  expect(world.counts.ran).toBeGreaterThan(20);
  expect(world.counts.refused).toBeGreaterThan(20);
});
