import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { timeLimits } from '../../src/observe/time-limits.ts';
import { terraformErrors } from '../../src/observe/terraform/run-terraform.ts';
import { proxmoxApi } from '../../src/providers/proxmox/observe/api.ts';
import { readHypervisor } from '../../src/providers/proxmox/observe/read-hypervisor.ts';
import { type Fault, FakeProxmox } from '../fakes/proxmox/fake-proxmox.ts';
import { runCommand } from '../fakes/run-command.ts';

describe('time limits', () => {
  it('hold without variables, and are what variables say', () => {
    expect(timeLimits({})).toEqual({ api: 10, plan: 1800, apply: 21_600 });
    const env = { INFRAFLUX_API_TIMEOUT: '3s', INFRAFLUX_PLAN_TIMEOUT: '5m', INFRAFLUX_APPLY_TIMEOUT: '2h' };
    expect(timeLimits(env)).toEqual({ api: 3, plan: 300, apply: 7200 });
    expect(timeLimits({ INFRAFLUX_API_TIMEOUT: '' }).api).toBe(10);
  });

  it.each(['10', '0s', 'soon', '-1m', '1e3s'])('are refused where they are none: %s', (text) => {
    expect(() => timeLimits({ INFRAFLUX_PLAN_TIMEOUT: text })).toThrow(`INFRAFLUX_PLAN_TIMEOUT is "${text}"`);
  });
});

describe('an answer of a hypervisor', () => {
  const fake = new FakeProxmox({ pve1: { bridges: ['vmbr0'], stores: {} } });
  let endpoint = '';
  beforeAll(async () => {
    endpoint = await fake.start();
  });
  afterAll(() => fake.stop());

  it.each<[string, Fault, string]>([
    ['never comes', { when: 'before', hang: true }, 'no answer within 1 s'],
    [
      'is cut off',
      { when: 'before', body: '{"data": [\n  {"vmid": 1' },
      'its answer is cut off, or is not that of the Proxmox API',
    ],
    [
      'is of another server',
      { when: 'before', body: '<html>\n</html>' },
      'its answer is cut off, or is not that of the Proxmox API',
    ],
    ['is empty', { when: 'before', body: '' }, 'its answer is empty'],
    ['is no object', { when: 'before', body: 'null' }, 'it answers with something else than a list of machines'],
  ])('that %s ends, in words of its own', async (_, fault, because) => {
    fake.fault = () => fault;
    const api = proxmoxApi(endpoint, fake.token, readFileSync(fake.certificate, 'utf8'), 1);
    expect(await readHypervisor(api, new Set([100]))).toEqual({ machines: undefined, because });
  });

  it('says which hypervisor it is, as far as the token may see it', async () => {
    fake.fault = () => undefined;
    const api = proxmoxApi(endpoint, fake.token, readFileSync(fake.certificate, 'utf8'), 5);
    const identity = async () => (await readHypervisor(api, new Set())).identity;
    expect(await identity()).toEqual({ name: 'lab', hosts: ['pve1'] });
    fake.hypervisor.clusterName = undefined;
    expect(await identity()).toEqual({ hosts: ['pve1'] });
    fake.hypervisor.acl.set('/', new Set(['VM.Audit']));
    expect(await identity()).toEqual({ hosts: ['pve1'] });
    fake.fault = ({ path }) => (path[0] === 'nodes' ? { when: 'before', status: 500 } : undefined);
    expect(await identity()).toBeUndefined();
  });
});

describe('a program that was ended', () => {
  it.each([
    ['KILL', 'it was ended by SIGKILL, by another process or because memory ran out'],
    ['SEGV', 'it was ended by SIGSEGV'],
    ['TERM', 'it was ended by SIGTERM'],
  ])('by %s is said to have been', async (signal, words) => {
    const answer = await runCommand('sh', ['-c', `kill -${signal} $$`]);
    expect(terraformErrors({ ...answer, stderr: '' })[0]?.summary).toBe(words);
  });

  it('with an exit code of its own says that', async () => {
    const answer = await runCommand('sh', ['-c', 'exit 7']);
    expect(terraformErrors(answer)[0]?.summary).toBe('it ended with exit code 7 and said nothing');
  });
});
