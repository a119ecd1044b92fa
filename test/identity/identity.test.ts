import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applicationsPath,
  artifactPathOf,
  artifactPlace,
  inputsPath,
  modulePath,
  platformPath,
  rootModulePath,
  talosPath,
} from '../../src/identity/artifact-path.ts';
import { clusterId, clusterName, formatClusterId, parseClusterId } from '../../src/identity/cluster-id.ts';
import { clusterOfNode, formatNodeId, nodeId } from '../../src/identity/node-id.ts';
import { secretObjectPath, secretPath, secretPlace } from '../../src/identity/secret-path.ts';
import {
  formatTerraformAddress,
  parseTerraformAddress,
  type ResourceAddress,
  resourceAddress,
  terraformAddress,
} from '../../src/identity/terraform-address.ts';

const name = fc.stringMatching(/^[a-z]([a-z0-9-]{0,8}[a-z0-9])?$/);

describe('cluster', () => {
  it('is taken apart as it was put together', () => {
    fc.assert(
      fc.property(name, name, (environment, cluster) => {
        const id = clusterId(environment, cluster);
        expect(clusterName(id)).toEqual({ environment, cluster });
        expect(parseClusterId(formatClusterId(id))).toBe(id);
        expect(clusterOfNode(nodeId(environment, cluster, 'n'))).toBe(id);
      }),
    );
    expect(formatNodeId(nodeId('prod', 'main', 'main-cp-1'))).toBe('prod/main/main-cp-1');
  });

  it('is refused in any other form', () => {
    for (const text of ['', 'prod', 'prod/', '/main', 'prod/main/x', 'Prod/main', 'prod/-main', 'prod/main ', '../x'])
      expect(parseClusterId(text)).toBeUndefined();
  });
});

describe('artifact path', () => {
  it('is placed as it was made', () => {
    fc.assert(
      fc.property(name, name, name, (environment, cluster, file) => {
        fc.pre(cluster !== 'modules');
        expect(artifactPlace(inputsPath(environment))).toEqual({ area: 'inputs', environment });
        expect(artifactPlace(modulePath(environment, cluster, file))).toEqual({
          area: 'modules',
          environment,
          module: cluster,
          file,
        });
        expect(artifactPlace(rootModulePath(environment, cluster, file))).toEqual({
          area: 'terraform',
          environment,
          cluster,
          file,
        });
        const nested = `${file}/${file}.yaml`;
        for (const [area, made] of [
          ['talos', talosPath(environment, cluster, nested)],
          ['applications', applicationsPath(environment, cluster, nested)],
        ] as const)
          expect(artifactPlace(made)).toEqual({ area, environment, cluster, file: nested });
        expect(artifactPlace(platformPath(environment, cluster, file, 'values.yaml'))).toEqual({
          area: 'platform',
          environment,
          cluster,
          folder: file,
          file: 'values.yaml',
        });
        expect(artifactPlace(platformPath(environment, cluster, 'root.yaml'))).toEqual({
          area: 'platform',
          environment,
          cluster,
          folder: undefined,
          file: 'root.yaml',
        });
      }),
    );
  });

  it('of a file that no layout has is of no area', () => {
    for (const text of ['prod', 'prod/README.md', 'prod/clusters', 'prod/clusters/main', 'prod/x/main/file'])
      expect(artifactPlace(artifactPathOf(text))).toEqual({ area: 'other', environment: 'prod' });
    expect(artifactPathOf('a/b')).toBe('a/b');
  });
});

describe('secret path', () => {
  it('is placed as it was made', () => {
    fc.assert(
      fc.property(name, fc.option(name, { nil: undefined }), name, name, (scope, cluster, component, secret) => {
        expect(secretPlace(secretPath({ scope, cluster, name: secret }))).toEqual({
          kind: 'file',
          scope,
          cluster,
          name: secret,
        });
        const object = { environment: scope, cluster: cluster ?? 'c', component, name: secret };
        expect(secretPlace(secretObjectPath(object))).toEqual({ kind: 'object', ...object });
      }),
    );
    for (const path of [
      'secrets/prod/.x.sops.yaml',
      'secrets/prod/.sops.yaml',
      'secrets/a/b/c/d.sops.yaml',
      'x/prod/a.sops.yaml',
    ])
      expect(secretPlace(path)).toEqual({ kind: 'other' });
  });
});

describe('terraform address', () => {
  const key = fc.oneof(fc.constant(undefined), fc.nat(20), fc.string());
  const identifier = fc
    .stringMatching(/^[a-z_][a-z0-9_-]{0,8}$/)
    .filter((text) => text !== 'module' && text !== 'data');
  const address: fc.Arbitrary<ResourceAddress> = fc.record({
    modules: fc.array(fc.record({ name: identifier, key }), { maxLength: 3 }),
    mode: fc.constantFrom('managed' as const, 'data' as const),
    type: identifier,
    name: identifier,
    key,
  });

  it('is taken apart as it was put together', () => {
    fc.assert(
      fc.property(address, (parts) => {
        const made = terraformAddress(parts);
        expect(resourceAddress(made)).toEqual(parts);
        expect(parseTerraformAddress(formatTerraformAddress(made))).toBe(made);
      }),
    );
  });

  it('is read as Terraform prints it', () => {
    const parsed = parseTerraformAddress(
      String.raw`module.vm_office["a.b\"c"].proxmox_virtual_environment_vm.holder["data"]`,
    );
    expect(parsed && resourceAddress(parsed)).toEqual({
      modules: [{ name: 'vm_office', key: 'a.b"c' }],
      mode: 'managed',
      type: 'proxmox_virtual_environment_vm',
      name: 'holder',
      key: 'data',
    });
    const counted = parseTerraformAddress('module.cilium[0].terraform_data.this');
    expect(counted && resourceAddress(counted).modules).toEqual([{ name: 'cilium', key: 0 }]);
  });

  it('is refused in any other form', () => {
    for (const text of ['', 'module.a', 'a', 'a.b.c', 'a["x"].b', 'a.b[', 'a.b["x]', 'a.b.', 'a b.c', 'module.x[0]'])
      expect(parseTerraformAddress(text)).toBeUndefined();
  });
});
