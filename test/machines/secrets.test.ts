import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { printSecretTemplate } from '../../src/emit/talos/secret-template.ts';
import { talosDocuments } from '../../src/emit/talos/documents.ts';
import { emitTalosFiles, nodePatches } from '../../src/emit/terraform/talos-files.ts';
import { secretPlace, talosSecrets, mapVariable } from '../../src/emit/talos-secrets.ts';
import { emitTerraform, emitTerraformModules } from '../../src/emit/terraform/emit-terraform.ts';
import type { Cluster, NodeInterface } from '../../src/model/platform.ts';
import { secretsNeeded } from '../../src/plan/secrets-needed.ts';
import type { Json } from '../../src/source/tree.ts';
import { fillTemplate } from '../talos/fill-template.ts';
import { secretVariables } from './compiled.ts';
import { catalog, cluster, clusterTalosDefaults, environment, platform, talosDefaults } from '../builders/model.ts';
import { terraformWith } from './provider/terraform-cli.ts';
import { findOracle, needOracle } from '../oracles/oracle.ts';

const scratch = mkdtempSync(join(tmpdir(), 'infraflux-secrets-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const run = terraformWith(findOracle('terraform') ?? 'terraform', scratch, {
  'bpg/proxmox': 'test/machines/schemas/proxmox-0.112.0.json',
  'siderolabs/talos': 'test/machines/schemas/talos-provider-0.11.0.json',
});

const wireguard: NonNullable<NodeInterface['wireguard']> = {
  privateKey: { secret: 'wireguard' },
  peers: {
    office: {
      publicKey: 'kyiu4YOZqX+7tY4fdiIRNDe2lSEvlun76EWtD/jP1hU=',
      presharedKey: { secret: 'wireguard', key: 'office' },
      allowedIPs: [],
    },
  },
};

const tunnel: NodeInterface = {
  name: 'wg0',
  network: undefined,
  addresses: ['10.8.0.1/24'],
  dhcp: false,
  routes: {},
  wireguard,
};

/** Something secret in every layer, and a patch of the user's own that looks like a template. */
const everything: Cluster = cluster({
  talos: {
    ...clusterTalosDefaults,
    patches: { mine: 'mine.yaml' },
    registries: { 'ghcr.io': { mirrors: ['https://mirror.example.org'], credentials: { secret: 'mirror' } } },
  },
  nodes: cluster().nodes.map((one) => ({
    ...one,
    talos: {
      ...talosDefaults,
      patches: { mine: 'mine.yaml' },
      encryption:
        one.role === 'worker' ? { ephemeral: { static: { secret: 'disks' } } } : { ephemeral: { nodeId: {} } },
    },
    interfaces: one.name === 'main-cp-2' ? [tunnel] : [],
  })),
});
const whole = platform([everything], { files: new Map([['mine.yaml', 'machine: {env: {A: "${a} %{b} $${c}"}}\n']]) });

function files(of: Cluster): Map<string, string> {
  const emitted = [
    emitTerraformModules(whole, environment([of]), catalog()),
    emitTerraform(whole, environment([of]), of, catalog()),
    emitTalosFiles(environment([of]), of, talosDocuments(whole, of, catalog())),
  ];
  expect(emitted.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
  return new Map(emitted.flatMap(({ value }) => value ?? []).map(({ path, text }) => [path, text]));
}

describe('patches with secrets', () => {
  const all = files(everything);
  const templates = [...all].filter(([path]) => path.endsWith('.tftpl'));

  test("stand in layers of their own, between the others and the user's", () => {
    expect(templates.map(([path]) => path.replace('prod/clusters/main/talos/secrets/', ''))).toEqual([
      'all.yaml.tftpl',
      'worker.yaml.tftpl',
      'nodes/main-cp-2.yaml.tftpl',
    ]);
    expect(nodePatches(everything, talosDocuments(whole, everything, catalog())).get('main-cp-2')).toEqual([
      'all.yaml',
      'controlplane.yaml',
      'nodes/main-cp-2.yaml',
      'secrets/all.yaml.tftpl',
      'secrets/nodes/main-cp-2.yaml.tftpl',
      'patches/mine.yaml',
    ]);
  });

  test('read as the configuration that they are', () => {
    expect(all.get('prod/clusters/main/talos/secrets/nodes/main-cp-2.yaml.tftpl')).toBe(`\
# Talos 1.13, patch for main-cp-2 of prod/main alone. Terraform puts the secrets in.
# Compiled from infraflux.yaml: edit there.
apiVersion: v1alpha1
kind: WireguardConfig
name: wg0
privateKey: \${jsonencode(secrets["wireguard/privateKey"])}
peers:
- publicKey: kyiu4YOZqX+7tY4fdiIRNDe2lSEvlun76EWtD/jP1hU=
  presharedKey: \${jsonencode(secrets["wireguard/office"])}
addresses:
- address: 10.8.0.1/24
`);
  });

  test('name the secrets that apply hands over, and that a plan asks for', () => {
    const said = new Set(
      templates.flatMap(([, text]) => [...text.matchAll(/secrets\["([^"]+)"\]/g)].map(([, name]) => name)),
    );
    const variables = new Set(talosSecrets(everything).map(({ variable }) => variable));
    expect([...said].sort()).toEqual([...variables].sort());
    expect(secretsNeeded(whole, catalog(), undefined)).toMatchObject([
      {
        environment: 'prod',
        name: 'disks',
        keys: ['passphrase'],
        readBy: ['prod/main: main-workers-1', 'prod/main: main-workers-2', 'prod/main: main-workers-3'],
      },
      { environment: 'prod', name: 'mirror', keys: ['password', 'username'], readBy: ['prod/main: talos'] },
      { environment: 'prod', name: 'wireguard', keys: ['office', 'privateKey'], readBy: ['prod/main: main-cp-2'] },
    ]);
  });

  test('leave the port of a tunnel open in the firewall, where it waits for others', () => {
    const rule = (listenPort: number | undefined): string | undefined => {
      const waiting = {
        ...tunnel,
        wireguard: { ...wireguard, ...(listenPort === undefined ? {} : { listenPort }) },
      };
      const nodes = everything.nodes.map((one) => ({
        ...one,
        interfaces: one.name === 'main-cp-2' ? [waiting] : [],
        talos: { ...one.talos, firewall: { enabled: true, rules: {} } },
      }));
      const text = files({ ...everything, nodes }).get('prod/clusters/main/talos/nodes/main-cp-2.yaml');
      return /name: wireguard\n[\s\S]*?(?=---|$)/.exec(text ?? '')?.[0];
    };
    expect(rule(undefined)).toBeUndefined();
    expect(rule(51820)).toBe(
      'name: wireguard\nportSelector:\n  ports:\n  - 51820\n  protocol: udp\ningress:\n- subnet: 0.0.0.0/0\n- subnet: "::/0"\n',
    );
  });

  test('need nothing where there is no secret', () => {
    const none = files(cluster());
    expect(talosSecrets(cluster())).toEqual([]);
    for (const [path, text] of none) expect(text, path).not.toMatch(/talos_secrets|templatefile/);
  });
});

describe('with the real terraform', () => {
  beforeEach((context) => void needOracle(context, 'terraform'));

  const secret = 'never-written-down';
  const hidden = ['wireguard/privateKey', 'wireguard/office', 'mirror/username', 'mirror/password', 'disks/passphrase'];
  const values = (changed = ''): string =>
    mapVariable(new Map(hidden.map((name) => [name, `${secret} ${changed} "\${x}"\n`])));
  const root = (name: string): string => {
    for (const [path, text] of files(everything)) {
      // A backend wants `init`, which asks the registry; what is planned does not depend on it.
      if (path.endsWith('backend.tf')) continue;
      mkdirSync(dirname(join(scratch, name, path)), { recursive: true });
      writeFileSync(join(scratch, name, path), text);
    }
    return join(scratch, name, 'prod/terraform/main');
  };

  test('neither plan nor state holds a value, and a changed value is a change', () => {
    const folder = root('apply');
    const env = (changed = ''): Record<string, string> => ({
      ...secretVariables('x'),
      TF_VAR_talos_secrets: values(changed),
    });
    expect(run(folder, ['get']).status).toBe(0);
    expect(run(folder, ['validate']).text).toContain('Success! The configuration is valid');
    const plan = run(folder, ['plan', '-input=false', '-out=tfplan'], env());
    expect(plan.text).toContain('to add');
    expect(plan.status).toBe(0);
    const shown = run(folder, ['show', '-json', 'tfplan']).text;
    expect(shown).toContain('talos_machine_configuration_apply');
    const zip = spawnSync('unzip', ['-p', 'tfplan'], { cwd: folder, encoding: 'utf8' });
    expect(zip.stdout).toContain('talos_machine_configuration_apply');
    const applied = run(folder, ['apply', '-input=false', 'tfplan'], env());
    expect(applied.text).toContain('Apply complete!');
    expect(run(folder, ['plan', '-input=false', '-detailed-exitcode'], env()).status).toBe(0);
    const other = run(folder, ['plan', '-input=false', '-detailed-exitcode'], env('other'));
    expect(other.status).toBe(2);
    expect(other.text).toContain('Plan: 0 to add, 6 to change, 0 to destroy.');
    for (const text of [plan.text, shown, zip.stdout, applied.text, other.text]) expect(text).not.toContain(secret);
    for (const file of ['tfplan', 'terraform.tfstate'])
      expect(readFileSync(join(folder, file), 'utf8')).not.toContain(secret);
  });

  test('says which secrets there must be before anything else', () => {
    const folder = root('lacking');
    expect(run(folder, ['get']).status).toBe(0);
    const plan = run(folder, ['plan', '-input=false'], {
      ...secretVariables('x'),
      TF_VAR_talos_secrets: mapVariable(new Map([['mirror/username', secret]])),
    });
    expect(plan.status).toBe(1);
    expect(plan.text).toContain('A secret that a patch reads is not among them');
    expect(plan.text).not.toContain(secret);
  });

  test('any value and any text come back as they were written', () => {
    const folder = join(scratch, 'hostile');
    mkdirSync(folder);
    const all = new Map(hostile.map((text, index) => [`s/${index}`, text]));
    const template = printSecretTemplate(
      hostile.map((text, index): { readonly [key: string]: Json } => ({
        kind: 'x',
        [`key ${text}`]: [text, secretPlace({ secret: 's', key: String(index) }, ''), { inner: text }],
      })),
    );
    writeFileSync(join(folder, 'x.yaml.tftpl'), template);
    writeFileSync(
      join(folder, 'main.tf'),
      'variable "secrets" {\n  type = map(string)\n}\n\noutput "x" {\n  value = templatefile("${path.module}/x.yaml.tftpl", { secrets = var.secrets })\n}\n',
    );
    const done = run(folder, ['apply', '-auto-approve'], { TF_VAR_secrets: mapVariable(all) });
    expect(done.text).toContain('Apply complete!');
    const state = JSON.parse(readFileSync(join(folder, 'terraform.tfstate'), 'utf8')) as {
      outputs: { x: { value: string } };
    };
    const filled = state.outputs.x.value;
    expect(fillTemplate(template, (name) => all.get(name) as string)).toBe(filled);
    filled.split('---\nkind: x\n').forEach((document, index) => {
      const text = hostile[index] as string;
      expect(parse(document.replace(/^kind: x\n/, ''))).toEqual({ [`key ${text}`]: [text, text, { inner: text }] });
    });
  });
});

/** In the form of Unicode that Terraform turns all text into (NFC). */
const hostile = [
  'plain',
  '',
  '${path.module}',
  '$${x}',
  '$$${x}',
  '%{ if true }',
  '%%{x}',
  '$',
  '%',
  'a$',
  '${',
  '${"x"}',
  '${jsonencode(secrets["s/0"])}',
  '"quoted"',
  "it's",
  'back\\slash',
  '\\n',
  '\\\\b\b\f',
  '\ttab',
  'two\nlines',
  'two\nlines ${x}\n',
  '\n\nlines\n\n',
  'a\r\nb',
  '<a href="x">&amp;</a>',
  '~}',
  '${~ x ~}',
  '#',
  'a: b',
  '- a',
  '{{template}}',
  'no',
  'null',
  '1:30',
  '---',
  '...',
  'ünïcödé 🦆',
  '\u2028\u2029',
  '\u0001\u001f',
  'x'.repeat(999),
];
