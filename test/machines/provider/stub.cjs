// A Terraform provider that has a real provider's schema and no behaviour, so that the real terraform validates and plans
// offline. Started by terraform: `node stub.cjs SCHEMA.json`. Computed values are unknown, write-only ones are dropped.
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

function planned(type, prior, proposed) {
  for (const [name, one] of Object.entries(schema.resource_schemas[type].block.attributes)) {
    if (one.write_only) proposed[name] = null;
    else if (one.computed && prior === null && proposed[name] === null) proposed[name] = new Unknown();
  }
  return proposed;
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
    const state = proposed === null ? null : planned(request.type_name, decode(request.prior_state), proposed);
    reply(null, { planned_state: encode(state) });
  },
  OpenEphemeralResource: ({ request }, reply) => {
    const result = decode(request.config);
    const { attributes } = schema.ephemeral_resource_schemas[request.type_name].block;
    for (const [name, one] of Object.entries(attributes)) if (one.computed) result[name] ??= 'computed';
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
