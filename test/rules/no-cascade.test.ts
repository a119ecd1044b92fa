import { describe, expect, it } from 'vitest';
import { parseAdvisories } from '../../src/model/parse-advisories.ts';
import { check, catalog, platformOf } from './platforms.ts';

const one = platformOf([{ name: 'a', workers: 2, nodes: { 'a-workers-1': '{cpu: 2}' } }]);

function codes(text: string): readonly string[] {
  return check(text).map((found) => found.code);
}

describe('one fault is one diagnostic', () => {
  it.each([
    [
      'an unknown network',
      one.replace('network: {nodes: 10.1', 'network: {attach: lob, nodes: 10.1'),
      'network/unknown',
    ],
    ['an unknown provider', one.replace('size: single', 'size: single\n  provider: hume'), 'provider/unknown'],
    ['an unknown host', one.replace('{cpu: 2}', '{host: pve7}'), 'host/unknown'],
    [
      'a datastore that no host has',
      one.replace('{size: 40Gi}}}\n  pools', '{size: 40Gi, datastore: fast}}}\n  pools'),
      'datastore/unknown',
    ],
    ['an address outside its network', one.replace('{cpu: 2}', '{address: 192.168.0.7}'), 'address/outside-network'],
    [
      'a range outside its network',
      one.replace('10.1.1.0-10.1.8.255', '192.168.0.1-192.168.0.9'),
      'range/outside-network',
    ],
    ['a range that is too small', one.replace('10.1.1.0-10.1.8.255', '10.1.1.0-10.1.1.1'), 'range/too-small'],
    ['no endpoint', one.replace('endpoint: 10.1.0.5, ', ''), 'missing/endpoint'],
    ['no range', one.replace('nodes: 10.1.1.0-10.1.8.255, ', ''), 'missing/node-range'],
    ['no hosts', one.replace(/hosts: \{.*\}\}\n/, 'hosts: {}}\n'), 'missing/provider-setting'],
    ['a mistyped node', one.replace('a-workers-1:', 'a-worker-1:'), 'node/unknown'],
    ['a node of no pool', one.replace('a-workers-1: {cpu: 2}', 'nas: {pool: storage}'), 'pool/unknown'],
  ])('%s', (_, text, code) => {
    expect(text).not.toBe(one);
    expect(codes(text)).toEqual([code]);
  });

  it('also where it reaches several clusters from one line', () => {
    const two = platformOf([
      { name: 'a', workers: 1 },
      { name: 'b', workers: 1 },
    ]);
    expect(codes(two.replace('size: single', 'size: single\n  provider: hume'))).toEqual(['provider/unknown']);
    expect(codes(two.replace('services: 172.24.0.0/16', 'services: 172.16.0.0/16'))).toEqual([
      'range/pods-or-services-in-use',
    ]);
  });
});

describe('built-in advisories', () => {
  const { value, diagnostics } = parseAdvisories(catalog().files);

  it('can all be read, and say where they come from', () => {
    expect(diagnostics).toEqual([]);
    expect(value?.length).toBeGreaterThan(0);
    for (const advisory of value ?? [])
      expect(advisory.link).toMatch(/^https:\/\/github\.com\/[^/]+\/[^/]+\/issues\/\d+$/);
  });

  it('name Talos, Kubernetes or a component that is there', () => {
    for (const { name, affects } of value ?? []) {
      for (const part of affects) {
        const known = ['talos', 'kubernetes', ...catalog().components.keys()];
        expect(known, name).toContain(part.name);
      }
    }
  });
});
