import { describe, expect, test } from 'vitest';
import { blueprintSchema } from '../../src/blueprints/blueprint-schema.ts';
import { compileDeclaration } from '../../src/blueprints/build-validators.ts';
import { type BlueprintForm, parseCatalog } from '../../src/blueprints/parse-catalog.ts';
import { type NeedKind, talosNeeds } from '../../src/blueprints/talos-needs.ts';
import { readBuiltInBlueprints } from '../../src/commands/input/read-catalog.ts';
import { type Compilation, compile } from '../../src/compile.ts';
import { loadSchemaChecks } from '../../src/config/schema-checks.ts';

const builtIn = readBuiltInBlueprints();

/** Two components of the user's own, each with what it needs of Talos, on in a cluster with `talos` of its own. */
async function compiled(
  needs: { readonly one: string; readonly two: string },
  talos = '{}',
  form?: BlueprintForm,
): Promise<Compilation> {
  const own = Object.entries(needs).flatMap(([name, text]) => {
    const folder = `blueprints/platform/${name}`;
    return [
      [`${folder}/blueprint.yaml`, `description: x\nnamespace: {name: ${name}, podSecurity: baseline}\n${text}\n`],
      [`${folder}/options.schema.json`, '{"type": "object", "additionalProperties": false}'],
      [`${folder}/README.md`, name],
    ] as const;
  });
  const catalog = parseCatalog(builtIn, new Map(own), form);
  if (catalog.value === undefined) throw new Error('no catalog');
  const text = `
name: lab
providers:
  home:
    type: proxmox
    endpoint: https://pve.home.arpa:8006/
    credentials: {secret: proxmox}
    vmIds: 2000-2099
    hosts: {pve1: {cpu: 16, memory: 64Gi, datastores: {disks: local-zfs, images: local}}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1], bridge: vmbr0}
environments:
  dev:
    clusters:
      main:
        versions: {talos: 1.13.6, kubernetes: 1.36.3}
        network: {nodes: 10.10.1.10-10.10.1.19, endpoint: 10.10.1.5}
        size: single
        controlPlane: {cpu: 2, memory: 4Gi, disks: {system: {size: 40Gi}}}
        talos: ${talos}
        platform: {cilium: {}, one: {}, two: {}}
`;
  const files = [{ path: 'infraflux.yaml', content: text }];
  return compile({ files, catalog }, { checks: await loadSchemaChecks(catalog.value) });
}

const codes = ({ diagnostics }: Compilation): readonly string[] => diagnostics.map(({ code }) => code);

/** Every Talos file of the cluster, one after the other. */
function talosFiles({ set, diagnostics }: Compilation): string {
  if (set === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const own = set.artifacts.filter(({ path }) => String(path).startsWith('dev/clusters/main/talos/'));
  return own.map(({ text }) => text).join('\n');
}

describe('what components need of Talos', () => {
  test('is merged once: what two of them need is there, and what a person wrote stays', async () => {
    const one = 'talos: {sysctls: {a.b: "1", c.d: "2"}, kernelModules: {m: {parameters: [x=1]}}}';
    const two = 'talos: {sysctls: {e.f: "3"}, kernelModules: {m: {parameters: [y=2]}, n: {}}}';
    const result = await compiled({ one, two }, '{sysctls: {c.d: "9"}}');
    expect(codes(result)).toEqual([]);
    const [node] = result.platform?.environments[0]?.clusters[0]?.nodes ?? [];
    expect(node?.talos.sysctls).toEqual({ 'a.b': '1', 'c.d': '9', 'e.f': '3' });
    expect(node?.talos.kernelModules).toMatchObject({ m: { parameters: ['x=1', 'y=2'] }, n: { parameters: [] } });
    const files = talosFiles(result);
    expect(files).toMatch(/a\.b: "1"\n\s+c\.d: "9"\n\s+e\.f: "3"\n/);
    expect(files.match(/name: m\n/g)).toHaveLength(1);
  });

  test.each([
    ['sysctls: {vm.x: "1"}', 'sysctls: {vm.x: "2"}', '{sysctls: {vm.x: "3"}}', 'sysctl vm.x is needed as "1" by one'],
    [
      'kubeletArguments: {max-pods: "1"}',
      'kubeletArguments: {max-pods: "2"}',
      '{kubelet: {extraArgs: {max-pods: "3"}}}',
      'kubelet argument max-pods is needed as "1" by one',
    ],
  ])('%s and %s: who is not served is named, unless a person decides', async (first, second, own, message) => {
    const needs = { one: `talos: {${first}}`, two: `talos: {${second}}` };
    const result = await compiled(needs);
    expect(codes(result)).toEqual(['talos/conflicting-needs']);
    const [found] = result.diagnostics;
    expect(found?.message).toContain(message);
    expect(found?.span?.file).toBe('blueprints/platform/two/blueprint.yaml');
    expect(found?.related.map(({ span }) => span.file)).toEqual(['blueprints/platform/one/blueprint.yaml']);
    expect(codes(await compiled(needs, own))).toEqual([]);
    expect(codes(await compiled({ one: needs.one, two: needs.one }))).toEqual([]);
  });
});

test('a new kind is one entry in the table: read, checked, merged and compiled', async () => {
  const rules: NeedKind<string, readonly string[]> = {
    schema: { type: 'array', items: { type: 'string', minLength: 1 } },
    read: (written) => (written as readonly string[]).map((value) => ({ value })),
    merge: (needed) => [...new Set(needed.map(({ value }) => value))],
    intoNode: ({ talos, ...node }, merged) => ({
      ...node,
      talos: {
        ...talos,
        udev: { ...Object.fromEntries(merged.map((rule, at) => [`needed-${at}`, rule])), ...talos.udev },
      },
    }),
  };
  const kinds = { ...talosNeeds, deviceRules: rules };
  const schema = blueprintSchema(kinds);
  const form = { schema, validate: compileDeclaration(schema), kinds };
  const needs = { one: 'talos: {deviceRules: [KERNEL=="a"]}', two: 'talos: {deviceRules: [KERNEL=="a", KERNEL=="b"]}' };
  const result = await compiled(needs, '{udev: {own: KERNEL=="c"}}', form);
  expect(codes(result)).toEqual([]);
  const files = talosFiles(result);
  for (const name of ['a', 'b', 'c']) expect(files.match(new RegExp(`KERNEL=="${name}"`, 'g'))).toHaveLength(1);
  const wrong = await compiled({ one: 'talos: {deviceRules: [7]}', two: '' }, '{}', form);
  expect(wrong.diagnostics[0]).toMatchObject({
    code: 'blueprint/invalid',
    message: 'talos.deviceRules[] must be text',
    help: 'quote it: "7"',
  });
  // The build knows nothing of it.
  expect(codes(await compiled(needs))).toContain('blueprint/invalid');
});
