// A Terraform provider that has a real provider's schema and hardly any behaviour, so that the real terraform validates,
// plans and applies offline. Started by terraform: `node stub.cjs SCHEMA.json`. Computed values are unknown until they are
// applied, write-only ones are dropped, and reading finds what was applied, as with siderolabs/talos 0.11 whose read does nothing.
const { createHash } = require('node:crypto');
const { readFileSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join } = require('node:path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const msgpack = require('@msgpack/msgpack');

const schema = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const load = (name) => grpc.loadPackageDefinition(loader.loadSync(join(__dirname, name), { keepCase: true }));

const nesting = { single: 1, list: 2, set: 3, map: 4, group: 5 };

function attribute([name, { type, nested_type: nested, ...flags }]) {
  const shape = nested
    ? { nested_type: { attributes: Object.entries(nested.attributes).map(attribute), nesting: nesting[nested.nesting_mode] } }
    : { type: Buffer.from(JSON.stringify(type)) };
  return { name, ...shape, ...flags };
}

function block({ attributes = {}, block_types: blocks = {} }) {
  return {
    attributes: Object.entries(attributes).map(attribute),
    block_types: Object.entries(blocks).map(([name, inner]) => ({
      type_name: name,
      block: block(inner.block),
      nesting: nesting[inner.nesting_mode],
      min_items: inner.min_items,
      max_items: inner.max_items,
    })),
  };
}

const wire = (one) => ({ version: one.version ?? 0, block: block(one.block) });
const wires = (all) => Object.fromEntries(Object.entries(all ?? {}).map(([name, one]) => [name, wire(one)]));

// Unknown values are msgpack extensions: 0 without, 12 with what is known about them.
class Unknown {}
const extensionCodec = new msgpack.ExtensionCodec();
extensionCodec.register({ type: 0, encode: (value) => (value instanceof Unknown ? new Uint8Array(1) : null), decode: () => new Unknown() });
extensionCodec.register({ type: 12, encode: () => null, decode: () => new Unknown() });
const decode = (value) => msgpack.decode(value.msgpack, { extensionCodec });
const encode = (value) => ({ msgpack: Buffer.from(msgpack.encode(value, { extensionCodec })) });

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

// What the real providers compute out of the configuration while they plan.
const derived = {
  talos_machine_configuration_apply: (config) => ({
    machine_configuration_hash: sha256(config.machine_configuration_input_wo ?? ''),
  }),
};

function planned(type, prior, proposed, config) {
  for (const [name, one] of Object.entries(schema.resource_schemas[type].block.attributes)) {
    if (one.write_only) proposed[name] = null;
    else if (one.computed && prior === null && proposed[name] === null) proposed[name] = new Unknown();
  }
  return { ...proposed, ...derived[type]?.(config) };
}

function applied(type, state) {
  for (const [name, value] of Object.entries(state)) {
    if (value instanceof Unknown) state[name] = schema.resource_schemas[type].block.attributes[name].type === 'string' ? 'computed' : null;
  }
  // The factory's id of a schematic that is in canonical form but for comments, which it drops.
  if (type === 'talos_image_factory_schematic') state.id = sha256(state.schematic.replaceAll(/^#.*\n/gm, ''));
  return state;
}

const nothing = (_call, reply) => reply(null, {});
const server = new grpc.Server();
server.addService(load('provider.proto').tfplugin6.Provider.service, {
  GetProviderSchema: (_call, reply) =>
    reply(null, {
      provider: wire(schema.provider),
      resource_schemas: wires(schema.resource_schemas),
      data_source_schemas: {},
      ephemeral_resource_schemas: wires(schema.ephemeral_resource_schemas),
      server_capabilities: {},
    }),
  ValidateProviderConfig: nothing,
  ValidateResourceConfig: nothing,
  ValidateEphemeralResourceConfig: nothing,
  ConfigureProvider: nothing,
  CloseEphemeralResource: nothing,
  StopProvider: nothing,
  PlanResourceChange: ({ request }, reply) => {
    const proposed = decode(request.proposed_new_state);
    const state = proposed === null ? null : planned(request.type_name, decode(request.prior_state), proposed, decode(request.config));
    reply(null, { planned_state: encode(state) });
  },
  UpgradeResourceState: ({ request }, reply) =>
    reply(null, { upgraded_state: encode(JSON.parse(request.raw_state.json.toString('utf8'))) }),
  ReadResource: ({ request }, reply) => reply(null, { new_state: request.current_state }),
  ApplyResourceChange: ({ request }, reply) => {
    const state = decode(request.planned_state);
    reply(null, { new_state: encode(state === null ? null : applied(request.type_name, state)) });
  },
  OpenEphemeralResource: ({ request }, reply) => {
    const result = decode(request.config);
    const { attributes } = schema.ephemeral_resource_schemas[request.type_name].block;
    for (const [name, one] of Object.entries(attributes)) if (one.computed && one.type === 'string') result[name] ??= `made of ${sha256(JSON.stringify(decode(request.config)))}`;
    reply(null, { result: encode(result) });
  },
});
const socket = join(mkdtempSync(join(tmpdir(), 'provider-')), 'socket');
// Unanswered, every command would wait for seconds at its end.
server.addService(load('controller.proto').plugin.GRPCController.service, {
  Shutdown: (_call, reply) => {
    reply(null, {});
    setTimeout(() => {
      rmSync(dirname(socket), { recursive: true, force: true });
      process.exit(0);
    }, 10);
  },
});
server.bindAsync(`unix:${socket}`, grpc.ServerCredentials.createInsecure(), () => console.log(`1|6|unix|${socket}|grpc|`));
