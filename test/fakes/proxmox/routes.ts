import { type Hypervisor, type Machine, Refusal } from './hypervisor.ts';
import type { Tasks } from './tasks.ts';

export interface ApiRequest {
  readonly method: string;
  /** Below /api2/json, decoded, without a slash at the ends. */
  readonly path: readonly string[];
  readonly parameters: ReadonlyMap<string, string>;
}

/** What the requests of terraform and of observation ask; anything else is a 501, so that a test notices. */
export function answer(hypervisor: Hypervisor, tasks: Tasks, request: ApiRequest): unknown {
  const { method, path } = request;
  for (const [route, handle] of Object.entries(routes)) {
    const [verb, pattern = ''] = route.split(' ');
    if (verb !== method) continue;
    const names = pattern.split('/');
    if (names.length !== path.length) continue;
    if (names.every((name, index) => name.startsWith(':') || name === path[index])) {
      const at = (name: string): string => path[names.indexOf(`:${name}`)] ?? '';
      const privilege = neededFor(route);
      if (privilege !== undefined) hypervisor.need(`/vms/${at('id')}`, privilege);
      // Proxied to the host, once it is known that it may be asked.
      if (path[0] === 'nodes' && hypervisor.away.has(path[1] ?? '')) throw new Refusal(595, 'No route to host');
      return handle({ hypervisor, tasks, at, parameters: request.parameters });
    }
  }
  // What the real API answers for what it does not have, in its own words: a call that is missing here must not pass for one.
  throw new Refusal(501, `Method '${method} /${path.join('/')}' not implemented`);
}

/** What a question or a change about one machine needs on it, as qemu-server has it. */
function neededFor(route: string): string | undefined {
  if (!route.includes('/qemu/:id')) return undefined;
  if (route.startsWith('GET')) return 'VM.Audit';
  if (route.startsWith('DELETE')) return 'VM.Allocate';
  return route.includes('/status/') ? 'VM.PowerMgmt' : 'VM.Config.Options';
}

interface Call {
  readonly hypervisor: Hypervisor;
  readonly tasks: Tasks;
  readonly at: (name: string) => string;
  readonly parameters: ReadonlyMap<string, string>;
}

const machineOf = ({ hypervisor, at }: Call): Machine => hypervisor.machine(at('node'), Number(at('id')));

/** An object as it was sent: a default that the server added would be an inconsistent result for the provider. */
const sent = (
  parameters: ReadonlyMap<string, string>,
  more: Readonly<Record<string, unknown>>,
): Record<string, unknown> => ({
  ...Object.fromEntries(parameters),
  ...more,
});

/** A storage of each host, as far as the token may see it. */
function storagesOf(hypervisor: Hypervisor): readonly unknown[] {
  return [...hypervisor.hosts].flatMap(([node, { stores }]) =>
    Object.entries(stores)
      .filter(([storage]) => hypervisor.privileges(`/storage/${storage}`).has('Datastore.Audit'))
      .map(([storage, { content, shared }]) => ({
        id: `storage/${node}/${storage}`,
        type: 'storage',
        storage,
        node,
        content: content.join(','),
        shared: shared === true ? 1 : 0,
        status: 'available',
      })),
  );
}

function machinesOf(hypervisor: Hypervisor): readonly unknown[] {
  return (hypervisor.justStarted === 'empty' ? [] : [...hypervisor.machines.values()])
    .filter(({ id }) => hypervisor.privileges(`/vms/${id}`).has('VM.Audit'))
    .map((machine) => ({
      id: `qemu/${machine.id}`,
      type: 'qemu',
      vmid: machine.id,
      node: machine.host,
      ...(isUnheardOf(hypervisor, machine)
        ? { status: 'unknown' }
        : { name: machine.config.get('name') ?? `VM ${machine.id}`, status: machine.status, template: 0 }),
      ...(machine.config.has('tags') ? { tags: machine.config.get('tags') } : {}),
      ...(machine.pool === undefined ? {} : { pool: machine.pool }),
    }));
}

const routes: Readonly<Record<string, (call: Call) => unknown>> = {
  'GET version': () => ({ version: '9.0.11', release: '9.0', repoid: 'fake' }),

  // What the token may not see is left out, and the answer is 200 all the same.
  'GET cluster/resources': ({ hypervisor, parameters }) =>
    parameters.get('type') === 'storage' ? storagesOf(hypervisor) : machinesOf(hypervisor),

  'GET nodes/:node/network': ({ hypervisor, at }) =>
    hypervisor.host(at('node')).bridges.map((iface) => ({ iface, type: 'bridge', active: 1 })),

  'GET cluster/mapping/pci': ({ hypervisor }) =>
    [...hypervisor.mappings].map(([id, map]) => ({ id, type: 'pci', map })),

  'GET cluster/status': ({ hypervisor }) => {
    hypervisor.need('/', 'Sys.Audit');
    const nodes = [...hypervisor.hosts.keys()].map((name) => ({ type: 'node', id: `node/${name}`, name, online: 1 }));
    if (hypervisor.clusterName === undefined) return nodes;
    return [
      { type: 'cluster', id: 'cluster', name: hypervisor.clusterName, quorate: 1, nodes: nodes.length },
      ...nodes,
    ];
  },

  'GET nodes': ({ hypervisor }) =>
    [...hypervisor.hosts.keys()].map((node) => ({ node, type: 'node', status: 'online' })),

  // Of all machines, whoever may see them: an id is free or it is not.
  'GET cluster/nextid': ({ hypervisor, parameters }) => {
    const wanted = parameters.get('vmid');
    if (wanted === undefined) {
      let id = 100;
      while (hypervisor.machines.has(id)) id += 1;
      return String(id);
    }
    if (hypervisor.machines.has(Number(wanted)))
      throw new Refusal(400, 'Parameter verification failed.', { vmid: `VM ${wanted} already exists` });
    return wanted;
  },

  'GET access/permissions': ({ hypervisor, parameters }) => {
    const paths = parameters.has('path') ? [parameters.get('path') ?? ''] : [...hypervisor.acl.keys()];
    return Object.fromEntries(
      paths.map((path) => [path, Object.fromEntries([...hypervisor.privileges(path)].map((name) => [name, 1]))]),
    );
  },

  'GET nodes/:node/qemu/:id/config': (call) => configOf(machineOf(call)),
  'GET nodes/:node/qemu/:id/pending': (call) => pendingOf(machineOf(call)),
  'PUT nodes/:node/qemu/:id/config': (call) => {
    call.hypervisor.update(machineOf(call), call.parameters);
    return null;
  },
  'POST nodes/:node/qemu': ({ hypervisor, tasks, at, parameters }) =>
    tasks.run(at('node'), 'qmcreate', parameters.get('vmid') ?? '', () => hypervisor.create(at('node'), parameters)),
  'PUT nodes/:node/qemu/:id/resize': (call) => {
    const { hypervisor, tasks, at, parameters } = call;
    const machine = machineOf(call);
    return tasks.run(at('node'), 'resize', at('id'), () =>
      hypervisor.resize(machine, parameters.get('disk') ?? '', parameters.get('size') ?? ''),
    );
  },
  'DELETE nodes/:node/qemu/:id': (call) => {
    const { hypervisor, tasks, at } = call;
    const machine = machineOf(call);
    if (hypervisor.haResources.has(`vm:${machine.id}`) && call.parameters.get('purge') !== '1') {
      throw new Refusal(500, `unable to remove VM ${machine.id} - used in HA resources and purge parameter not set.`);
    }
    if (machine.config.get('protection') === '1') {
      throw new Refusal(500, `can't remove VM ${machine.id} - protection mode enabled`);
    }
    return tasks.run(at('node'), 'qmdestroy', at('id'), () => hypervisor.remove(machine));
  },
  'GET nodes/:node/qemu/:id/status/current': (call) => {
    const machine = machineOf(call);
    return {
      status: machine.status,
      vmid: machine.id,
      name: machine.config.get('name'),
      ...(machine.lock === undefined ? {} : { lock: machine.lock }),
    };
  },
  'POST nodes/:node/qemu/:id/status/start': (call) => {
    const machine = machineOf(call);
    return call.tasks.run(machine.host, 'qmstart', call.at('id'), () => call.hypervisor.start(machine));
  },
  'POST nodes/:node/qemu/:id/status/stop': (call) => {
    const machine = machineOf(call);
    return call.tasks.run(machine.host, 'qmstop', call.at('id'), () => call.hypervisor.stop(machine));
  },
  'POST nodes/:node/qemu/:id/status/shutdown': (call) => {
    const machine = machineOf(call);
    return call.tasks.run(machine.host, 'qmshutdown', call.at('id'), () => call.hypervisor.stop(machine));
  },
  'POST nodes/:node/qemu/:id/status/reboot': (call) => {
    const machine = machineOf(call);
    return call.tasks.run(machine.host, 'qmreboot', call.at('id'), () => {
      call.hypervisor.stop(machine);
      call.hypervisor.start(machine);
    });
  },
  'GET nodes/:node/qemu/:id/agent/network-get-interfaces': (call) => {
    machineOf(call);
    throw new Refusal(500, 'QEMU guest agent is not running');
  },

  'GET nodes/:node/tasks/:upid/status': ({ tasks, at }) => tasks.status(at('upid')),
  'GET nodes/:node/tasks/:upid/log': ({ tasks, at }) => tasks.log(at('upid')),

  'GET nodes/:node/query-url-metadata': ({ parameters }) => ({
    filename: parameters.get('url')?.split('/').at(-1),
    mimetype: 'application/octet-stream',
    size: 2 ** 30,
  }),
  'POST nodes/:node/storage/:store/download-url': ({ hypervisor, tasks, at, parameters }) => {
    const content = parameters.get('content') as 'import';
    const name = parameters.get('filename') ?? '';
    if (!hypervisor.store(at('node'), at('store')).content.includes(content)) {
      throw new Refusal(500, `storage '${at('store')}' is not configured for content-type '${content}'`);
    }
    const key = hypervisor.key(at('node'), `${at('store')}:${content}/${name}`);
    return tasks.run(at('node'), 'download', name, () => {
      if (hypervisor.volumes.has(key)) throw new Refusal(500, `refusing to override existing file '${name}'`);
      hypervisor.volumes.set(key, { owner: 0, size: 2 ** 30, content });
    });
  },
  'GET nodes/:node/storage/:store/content': ({ hypervisor, at, parameters }) => {
    hypervisor.store(at('node'), at('store'));
    const prefix = hypervisor.key(at('node'), `${at('store')}:`);
    const found: unknown[] = [];
    for (const [key, volume] of hypervisor.volumes) {
      if (!key.startsWith(prefix)) continue;
      if (parameters.has('content') && parameters.get('content') !== volume.content) continue;
      const volid = `${at('store')}:${key.slice(prefix.length)}`;
      found.push({ volid, content: volume.content, format: formatOf(volid), size: volume.size });
    }
    return found;
  },
  'GET nodes/:node/storage/:store/content/:volume': ({ hypervisor, at }) => {
    const volume = hypervisor.volumes.get(hypervisor.key(at('node'), volumeId(at('store'), at('volume'))));
    if (volume === undefined) throw new Refusal(500, `volume '${at('volume')}' does not exist`);
    return { path: `/dev/${at('volume')}`, format: formatOf(at('volume')), size: volume.size };
  },
  'DELETE nodes/:node/storage/:store/content/:volume': ({ hypervisor, tasks, at }) => {
    const key = hypervisor.key(at('node'), volumeId(at('store'), at('volume')));
    return tasks.run(at('node'), 'imgdel', at('volume'), () => {
      if (!hypervisor.volumes.delete(key)) throw new Refusal(500, `volume '${at('volume')}' does not exist`);
    });
  },

  'GET pools': ({ hypervisor, parameters }) => {
    const wanted = parameters.get('poolid');
    if (wanted === undefined) return [...hypervisor.pools].map(([poolid, comment]) => ({ poolid, comment }));
    if (!hypervisor.pools.has(wanted)) throw new Refusal(500, `pool '${wanted}' does not exist`);
    const members = [...hypervisor.machines.values()].filter(({ pool }) => pool === wanted);
    return [
      {
        poolid: wanted,
        comment: hypervisor.pools.get(wanted),
        members: members.map(({ id, host }) => ({ id: `qemu/${id}`, node: host, type: 'qemu', vmid: id })),
      },
    ];
  },
  'POST pools': ({ hypervisor, parameters }) => {
    hypervisor.pools.set(parameters.get('poolid') ?? '', parameters.get('comment') ?? '');
    return null;
  },
  'DELETE pools': ({ hypervisor, parameters }) => {
    const pool = parameters.get('poolid') ?? '';
    if ([...hypervisor.machines.values()].some((machine) => machine.pool === pool)) {
      throw new Refusal(500, `pool '${pool}' is not empty`);
    }
    hypervisor.pools.delete(pool);
    return null;
  },

  'POST cluster/ha/resources': ({ hypervisor, parameters }) => {
    const id = parameters.get('sid') ?? '';
    if (hypervisor.haResources.has(id)) throw new Refusal(500, `resource ID '${id}' already defined`);
    if (!hypervisor.machines.has(Number(id.split(':')[1]))) throw new Refusal(500, `no such resource '${id}'`);
    hypervisor.haResources.set(id, Object.fromEntries(parameters));
    return null;
  },
  ...objectRoutes('cluster/ha/resources', 'haResources', 'resource', { type: 'vm' }),
  'POST cluster/ha/rules': ({ hypervisor, parameters }) => {
    hypervisor.haRules.set(parameters.get('rule') ?? '', Object.fromEntries(parameters));
    return null;
  },
  ...objectRoutes('cluster/ha/rules', 'haRules', 'rule', {}),
  'POST cluster/ha/groups': ({ hypervisor, parameters }) => {
    hypervisor.haGroups.set(parameters.get('group') ?? '', Object.fromEntries(parameters));
    return null;
  },
  ...objectRoutes('cluster/ha/groups', 'haGroups', 'ha group', {}),
};

function objectRoutes(
  path: string,
  kind: 'haResources' | 'haRules' | 'haGroups',
  word: string,
  more: Readonly<Record<string, unknown>>,
): Readonly<Record<string, (call: Call) => unknown>> {
  const find = ({ hypervisor, at }: Call): Readonly<Record<string, string>> => {
    const found = hypervisor[kind].get(at('name'));
    if (found === undefined) throw new Refusal(500, `no such ${word} '${at('name')}'`);
    return found;
  };
  return {
    [`GET ${path}/:name`]: (call) => sent(numbers(find(call)), { ...more, digest: 'd'.repeat(40) }),
    [`PUT ${path}/:name`]: (call) => {
      const { delete: gone = '', digest: _digest, ...given } = Object.fromEntries(call.parameters);
      const next: Record<string, string> = { ...find(call), ...given };
      for (const name of gone.split(',')) delete next[name];
      call.hypervisor[kind].set(call.at('name'), next);
      return null;
    },
    [`DELETE ${path}/:name`]: (call) => {
      find(call);
      call.hypervisor[kind].delete(call.at('name'));
      return null;
    },
  };
}

/** Name and state in a list come from what the machine's host sends to the others. */
function isUnheardOf(hypervisor: Hypervisor, { host }: Machine): boolean {
  return hypervisor.justStarted === 'names' || hypervisor.away.has(host);
}

/** Booleans and counts are bare numbers on the wire. */
function numbers(values: Readonly<Record<string, string>>): Map<string, never> {
  return new Map(
    Object.entries(values).map(([name, value]) => [name, (/^\d+$/.test(value) ? Number(value) : value) as never]),
  );
}

const numeric = new Set(['acpi', 'cores', 'sockets', 'numa', 'onboot', 'protection', 'tablet', 'template', 'kvm']);

/** All text but for these: the provider takes nothing else for a count, and falls over a disk that is none. */
function configOf(machine: Machine): Record<string, unknown> {
  const config: Record<string, unknown> = { digest: 'd'.repeat(40) };
  for (const [name, value] of machine.config) config[name] = numeric.has(name) ? Number(value) : value;
  return config;
}

/** `value` is what the guest runs with. What a stopped machine is told is true at once. */
function pendingOf(machine: Machine): readonly unknown[] {
  const now = machine.status === 'running' ? machine.running : machine.config;
  const number = (name: string, value: string): unknown => (numeric.has(name) ? Number(value) : value);
  const entries = [...new Set([...now.keys(), ...machine.config.keys()])].map((key) => {
    const [value, next] = [now.get(key), machine.config.get(key)];
    return {
      key,
      ...(value === undefined ? {} : { value: number(key, value) }),
      ...(next === undefined || next === value ? {} : { pending: number(key, next) }),
      ...(next === undefined ? { delete: 1 } : {}),
    };
  });
  return [...entries, { key: 'digest', value: 'd'.repeat(40) }];
}

function formatOf(volume: string): string {
  return volume.endsWith('.qcow2') ? 'qcow2' : 'raw';
}

/** With or without the name of the store before it: the provider sends both. */
function volumeId(store: string, volume: string): string {
  return volume.includes(':') ? volume : `${store}:${volume}`;
}
