import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { mapVariable } from '../../src/emit/talos-secrets.ts';
import type { Platform } from '../../src/model/platform.ts';
import { formsOf, redactor } from '../../src/secrets/redact.ts';
import { makeIdentity } from '../../src/secrets/sops-age.ts';
import { encryptSops } from '../../src/secrets/sops-write.ts';
import { writeSecretFile } from '../../src/secrets/store.ts';
import { fingerprintOf, formatTalosBundle } from '../../src/secrets/talos-bundle.ts';
import { secretsInVariables, terraformSecretVariables } from '../../src/secrets/terraform-variables.ts';
import { Secret } from '../../src/secrets/secret.ts';
import { cluster, platform } from '../builders/model.ts';
import { cpuClock } from '../cpu-time.ts';
import { minted, mintedAt } from './minted.ts';

const root = mkdtempSync(join(tmpdir(), 'infraflux-variables-'));
const now = mintedAt;
const bundle = minted;
const main = cluster();
const identity = await makeIdentity();
writeSecretFile(
  root,
  'secrets/prod/main/talos.sops.yaml',
  await encryptSops(formatTalosBundle(bundle), [identity.recipient], now),
);
afterAll(() => rmSync(root, { recursive: true }));

/** A platform whose lock file remembers this of prod/main. */
function remembering(value: string | undefined, named = 'main'): Platform {
  const line = {
    environment: 'prod',
    cluster: named,
    scope: undefined,
    node: undefined,
    kind: 'secrets' as const,
    tombstone: false,
    span: undefined,
  };
  return platform([main], { lock: { lines: value === undefined ? [] : [{ ...line, value }] } });
}

/** Type constraints of variables.tf, as far as they name attributes: `machine_secrets.certs.etcd.cert`. */
function attributesIn(path: string): string[] {
  const found: string[] = [];
  for (const [, variable, type] of readFileSync(path, 'utf8').matchAll(
    /^variable "(\w+)" \{\n  type = (object\([\s\S]*?\n  \}\))/gm,
  )) {
    const stack = [variable];
    for (const [word, name, kind] of (type ?? '').matchAll(/(\w+)\s*=\s*(object|string|optional\(string\))|\}/g)) {
      if (word === '}') stack.pop();
      else if (kind === 'object') stack.push(name);
      else found.push([...stack, name].join('.'));
    }
  }
  return found.sort();
}

function attributesOf(variables: Readonly<Record<string, Secret>>): string[] {
  const found: string[] = [];
  const walk = (path: string, value: unknown): void => {
    if (typeof value === 'string') found.push(path);
    else for (const [key, inner] of Object.entries(value as object)) walk(`${path}.${key}`, inner);
  };
  for (const [name, secret] of Object.entries(variables))
    walk(name.slice('TF_VAR_'.length), JSON.parse(secret.reveal()));
  return found.sort();
}

it('are what the variables of the compiled Terraform ask for', async () => {
  const { value, diagnostics } = await terraformSecretVariables(root, remembering(undefined), main, [identity], now);
  expect(diagnostics).toEqual([]);
  const wanted = attributesIn('out/prod/terraform/main/variables.tf');
  expect(wanted.length).toBeGreaterThan(15);
  // The optional one is of bundles from before Talos 1.3.
  expect(attributesOf(value ?? {})).toEqual(wanted.filter((name) => !name.includes('aescbc')));
});

it('hold the bundle, and a client that lives for a day', async () => {
  const { value } = await terraformSecretVariables(root, remembering(fingerprintOf(bundle)), main, [identity], now);
  const machine = JSON.parse(value?.['TF_VAR_machine_secrets']?.reveal() ?? '');
  expect(Buffer.from(machine.certs.k8s_serviceaccount.key, 'base64').toString()).toBe(
    bundle.certs.k8sserviceaccount.key,
  );
  expect(machine.cluster).toEqual(bundle.cluster);
  const client = JSON.parse(value?.['TF_VAR_client_configuration']?.reveal() ?? '');
  const certificate = new X509Certificate(Buffer.from(client.client_certificate, 'base64'));
  expect(certificate.subject).toBe('O=os:admin');
  expect(certificate.verify(new X509Certificate(bundle.certs.os.crt).publicKey)).toBe(true);
  expect(Date.parse(certificate.validTo) - now.getTime()).toBeLessThanOrEqual(86_400_000);
  expect(`${value?.['TF_VAR_machine_secrets']} ${JSON.stringify(value)}`).not.toContain(bundle.cluster.secret);
});

it('are gone from what a program prints of them, keys line by line, certificates not', async () => {
  const { value = {} } = await terraformSecretVariables(root, remembering(undefined), main, [identity], now);
  const redact = redactor(secretsInVariables(value));
  const { certs, cluster, secrets, trustdinfo } = bundle;
  for (const text of [
    cluster.secret,
    secrets.bootstraptoken,
    trustdinfo.token,
    certs.os.key,
    certs.k8sserviceaccount.key,
  ]) {
    for (const form of formsOf(new Secret(text))) expect(redact(`a ${form} b`)).not.toContain(form);
  }
  expect(redact(`in ${certs.os.crt}`)).toContain(certs.os.crt.split('\n')[1]);
  const used = cpuClock();
  redact(
    'module.vm["main-cp-1"].proxmox_virtual_environment_vm.this: Still creating... [10s elapsed]\n'.repeat(20_000),
  );
  expect(used()).toBeLessThan(5000);
});

it('are refused when they are not there, of another cluster, or closed', async () => {
  const codes = async (...given: Parameters<typeof terraformSecretVariables>) => {
    const { value, diagnostics } = await terraformSecretVariables(...given);
    expect(value).toBeUndefined();
    return diagnostics.map((one) => one.code);
  };
  const other = cluster({ name: 'other' });
  expect(await codes(root, remembering(undefined), other, [identity])).toEqual(['secrets/missing']);
  const lost = mkdtempSync(join(tmpdir(), 'infraflux-variables-'));
  expect(await codes(lost, remembering('sha256:ab'), main, [identity])).toEqual(['secrets/machine-secrets-missing']);
  expect(await codes(root, remembering('sha256:ab'), main, [identity])).toEqual(['secrets/machine-secrets-mismatch']);
  const elsewhere = remembering(fingerprintOf(bundle), 'first');
  expect(await codes(root, elsewhere, main, [identity])).toEqual(['secrets/machine-secrets-mismatch']);
  expect(await codes(root, remembering(undefined), main, [await makeIdentity()])).toEqual(['secrets/no-key']);
});

it('a remedy is the command as it is typed here', async () => {
  const typed = { infraflux: 'infraflux', flags: ['--config', 'home.yaml'], output: 'out' };
  const other = cluster({ name: 'other' });
  const given = [root, remembering(undefined), other, [identity], now, undefined, typed] as const;
  const { diagnostics } = await terraformSecretVariables(...given);
  expect(diagnostics.map(({ help }) => help)).toEqual(['infraflux secrets init --config home.yaml creates it']);
});

it('are gone as they are, where the variable has them as HCL writes them', () => {
  const value = 'begin${middle}%{end';
  const variable = new Secret(mapVariable(new Map([['mirror/password', value]])));
  expect(redactor(secretsInVariables({ TF_VAR_talos_secrets: variable }))(`password ${value}`)).toBe(
    'password (secret)',
  );
});
