import { type Functions, functionsOf, type Type, typeOf } from './types.ts';

/** What a selector of Talos may name. */
export interface Environment {
  readonly names: ReadonlyMap<string, Type>;
  /** Fields of messages by the name of their type. */
  readonly messages: ReadonlyMap<string, ReadonlyMap<string, Type>>;
  readonly functions: Functions;
  /** `existsOne` beside `exists_one`: cel-go 0.31, from Talos 1.14 on. */
  readonly hasExistsOne: boolean;
}

/** What is selected. `member`: what a volume group or an array is made of. */
export type Selects = 'disk' | 'volume' | 'member' | 'link';

/** The environment of a selector in a minor of Talos 1 (machinery, cel/celenv/celenv.go of 1.12 to 1.14). */
export function environmentOf(selects: Selects, minor: number): Environment {
  const messages = new Map([
    ['message disk', fieldsOf(disk, minor)],
    ['message volume', fieldsOf(volume, minor)],
    ['message link', fieldsOf(link, minor)],
  ]);
  const glob = ['string string bool'];
  const ofVolumes = [['volume', 'message volume'], ['disk', 'message disk'], ...units] as const;
  const own: Readonly<Record<Selects, readonly (readonly [string, string])[]>> = {
    disk: [['disk', 'message disk'], ['system_disk', 'bool'], ...units],
    volume: ofVolumes,
    member: [...ofVolumes, ['volume_id', 'string'], ['system_disk', 'bool']],
    link: [['link', 'message link']],
  };
  const functions: Readonly<Record<Selects, Functions>> = {
    disk: functionsOf({ glob }),
    volume: {},
    member: functionsOf({ glob }),
    link: functionsOf({ glob, mac: ['bytes string'] }),
  };
  return {
    names: new Map(
      [...own[selects], ...types.map((type) => [type, 'type'] as const)].map(([name, type]) => [
        name,
        type.startsWith('message ') ? { name: type, of: [] } : typeOf(type),
      ]),
    ),
    messages,
    functions: functions[selects],
    hasExistsOne: minor >= 14,
  };
}

const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB'].map(
  (unit) => [unit, 'uint'] as const,
);

const types = ['bool', 'bytes', 'double', 'dyn', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint'] as const;

/** Fields by type; `14` before a field is the minor that has it first (machinery, api/resource/definitions). */
const disk = {
  uint: 'size io_size sector_size',
  bool: 'readonly rotational cdrom',
  string: 'model serial modalias wwid bus_path sub_system transport dev_path pretty_size uuid 14:firmware_version',
  'list(string)': 'secondary_disks symlinks',
};

const volume = {
  uint: 'size sector_size io_size block_size filesystem_block_size probed_size partition_index offset',
  string:
    'name uuid label partition_uuid partition_type partition_label type device_path parent dev_path parent_dev_path pretty_size',
};

const link = {
  uint: 'index link_index flags mtu master_index',
  int: 'type operational_state speed_megabits port duplex',
  bool: 'link_state',
  bytes: 'hardware_addr broadcast_addr permanent_addr',
  string:
    'queue_disc kind slave_kind bus_path pciid driver driver_version firmware_version product_id vendor_id product vendor alias',
  'list(string)': 'alt_names',
  any: 'vlan bridge_master bond_master wireguard 13:vrf_master 14:veth',
};

function fieldsOf(written: Readonly<Record<string, string>>, minor: number): ReadonlyMap<string, Type> {
  return new Map(
    Object.entries(written).flatMap(([type, names]) =>
      names.split(' ').flatMap((name) => {
        const [, since = '0', field = name] = /^(?:(\d+):)?(.+)$/.exec(name) ?? [];
        return minor < Number(since) ? [] : [[field, typeOf(type)] as const];
      }),
    ),
  );
}
