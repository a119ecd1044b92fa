// In the conformance run: plans and applies at several endpoints.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Machine } from './cli.ts';

// A branch changes `endpoint`: the token that was set for another one is not sent there.

const file = 'secrets/platform/proxmox.sops.yaml';
const token = 'infraflux@pve!main=0b0a3f6c-3d5e-4c0f-9d6b-2a9f8e7c6d5b';
let server: Server;
let thief: string;
const seen: string[] = [];
const machines: Machine[] = [];

const config = (endpoint: string): string => `name: home
providers:
  home: {type: proxmox, endpoint: "${endpoint}", credentials: {secret: proxmox}, vmIds: 2000-2999, hosts: {pve1: {cpu: 64, memory: 512Gi, datastores: {disks: d, images: i}}}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1], bridge: vmbr0}
defaults:
  provider: home
  versions: {talos: 1.13.6, kubernetes: 1.36.3}
  size: single
  network: {attach: lab}
  controlPlane: {cpu: 2, memory: 4Gi, disks: {system: {size: 20Gi}}}
environments:
  dev:
    clusters:
      main: {network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5}}
`;

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(JSON.stringify(request.headers));
    response.end('{"data": []}');
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  thief = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => {
  server.close();
  for (const made of machines) made.remove();
});

async function ready(): Promise<Machine> {
  const made = new Machine(config('https://127.0.0.1:9/'));
  machines.push(made);
  expect((await made.run(['secrets', 'init'])).code).toBe(0);
  const set = await made.run(['secrets', 'set', 'platform', 'proxmox', '--key', 'token'], { input: token });
  expect(set.code, set.out).toBe(0);
  return made;
}

function elsewhere(made: Machine): void {
  made.write('infraflux.yaml', made.read('infraflux.yaml').replace('https://127.0.0.1:9/', thief));
}

describe('a token', () => {
  test('goes to the endpoint that it was set for, and to no other', async () => {
    const me = await ready();
    elsewhere(me);
    seen.length = 0;
    for (const args of [
      ['plan'],
      ['apply', '--yes'],
      ['secrets', 'check'],
      ['secrets', 'set', 'platform', 'proxmox', '--key', 'token'],
    ]) {
      const ran = await me.run(args, { input: token });
      expect(ran.code, ran.out).toBe(1);
      expect(ran.out).toContain(`error[secrets/other-endpoint]: ${file} was written for https://127.0.0.1:9`);
    }
    expect(seen).toEqual([]);
  });

  test('goes to another one once that is accepted by name', async () => {
    const me = await ready();
    elsewhere(me);
    // What is given to a command is what Terraform gets.
    const given = ['secrets', 'exec', 'dev/main', '--', 'sh', '-c', 'env | grep -q 0b0a3f6c-3d5e'];
    expect(me.start(given).code).not.toBe(0);
    const accepted = await me.run(['secrets', 'rotate', '--accept-endpoint', thief]);
    expect(accepted.code, accepted.out).toBe(0);
    const ran = me.start(given);
    expect(ran.code, ran.out).toBe(0);
    expect((await me.run(['plan'])).out).not.toContain('secrets/other-endpoint');
  });

  test('that was written before endpoints were recorded is warned of', async () => {
    const me = new Machine(
      config('https://127.0.0.1:9/').replace('credentials: {secret: proxmox}', 'credentials: {secret: other}'),
    );
    machines.push(me);
    expect((await me.run(['secrets', 'init'])).code).toBe(0);
    await me.run(['secrets', 'set', 'platform', 'proxmox', '--key', 'token'], { input: token });
    me.write('infraflux.yaml', me.read('infraflux.yaml').replace('{secret: other}', '{secret: proxmox}'));
    const ran = await me.run(['secrets', 'check']);
    expect(ran.out).toContain(`warning[secrets/not-bound]: ${file} does not record the endpoint that it is for`);
  });
});
