import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsOf, folder, platform, run, start } from './cli.ts';

// `plan --untrusted`, as a workflow runs it for the pull request of a fork, where credentials lie about.

let server: Server;
let address: string;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('{}');
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => void server.close());

function put(cwd: string, path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

/** Programs that leave a trace when they are started; git is the real one. */
function machine() {
  const place = folder();
  const trace = join(place, 'started');
  for (const name of ['terraform', 'tofu', 'helm', 'kubectl', 'talosctl', 'sops', 'ssh']) {
    put(place, `bin/${name}`, `#!/bin/sh\necho ${name} >> '${trace}'\nexit 1\n`);
    chmodSync(join(place, 'bin', name), 0o755);
  }
  const git = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  symlinkSync(git, join(place, 'bin/git'));
  symlinkSync(process.execPath, join(place, 'bin/node'));
  return {
    env: {
      PATH: `${join(place, 'bin')}:/bin`,
      PROXMOX_VE_API_TOKEN: 'root@pam!ci=0b0a3f6c-3d5e-4c0f-9d6b-2a9f8e7c6d5b',
      SOPS_AGE_KEY: 'not-an-age-key-canary',
      INFRAFLUX_PLAN_KEY: 'short',
      XDG_STATE_HOME: join(place, 'state'),
    },
    started: () => (existsSync(trace) ? readFileSync(trace, 'utf8') : ''),
  };
}

const proxmox = (text: string): string =>
  `${text.replace(/providers:\n(?: {2}.*\n)+/, `providers:\n  home: {type: proxmox, endpoint: "${address}/", credentials: {secret: proxmox}, vmIds: 2000-2999, hosts: {pve1: {cpu: 64, memory: 512Gi, datastores: {disks: d, images: i}}}}\n`)}gitops: {repository: "${address}/platform.git", branch: main}\n`;

describe('plan --untrusted', () => {
  test('starts no engine, dials nothing and reads no key, and says so', async () => {
    const { env, started } = machine();
    const cwd = await platform(proxmox);
    put(cwd, 'secrets/platform/proxmox.sops.yaml', 'not: encrypted\n');
    put(cwd, 'secrets/dev/broken.sops.yaml', '- not a secrets file');
    asked.length = 0;
    const ran = await run(['plan', '--untrusted', '--json'], { cwd, env });
    expect(ran.code, ran.out).toBe(0);
    expect(asked).toEqual([]);
    expect(started()).toBe('');
    const faults = faultsOf(ran);
    expect(faults.filter(({ code }) => code.startsWith('secrets/'))).toEqual([]);
    expect(faults.map(({ message }) => message)).toContain(
      'no key, token or secrets file is read, nothing is dialled, no engine is started, and no cache is used',
    );
    const plan = JSON.parse(ran.out) as { readonly changes?: readonly { readonly layer: string }[] };
    expect(JSON.stringify(plan)).toContain('is not asked about an untrusted branch');
    expect(JSON.stringify(plan)).toContain('what is published is not read for an untrusted branch');
    expect(plan.changes?.some(({ layer }) => layer === 'files')).toBe(true);
  });

  test('without it, the same branch is dialled: what the test would see', async () => {
    const cwd = await platform(proxmox);
    asked.length = 0;
    await start(['plan', '--json'], {
      cwd,
      env: { ...machine().env, SOPS_AGE_KEY: '', INFRAFLUX_PLAN_KEY: undefined },
    });
    expect(asked.length).toBeGreaterThan(0);
  });

  test('takes built-in files instead of overlays, and names them', async () => {
    const cwd = await platform();
    const overlays = ['blueprints/bootstrap/install.sh.hbs', 'blueprints/platform/argocd/values.yaml.hbs'];
    for (const path of overlays) put(cwd, path, '{{{broken canary\n');
    put(cwd, 'blueprints/platform/cilium/blueprint.yaml', 'extends: false\n');
    const ran = await run(['plan', '--untrusted', '--json'], { cwd, env: machine().env });
    expect(ran.code, ran.out).toBe(0);
    const messages = faultsOf(ran).map(({ message }) => message);
    for (const path of [...overlays, 'blueprints/platform/cilium/blueprint.yaml'])
      expect(messages).toContain(`the built-in file is used instead of ${path}`);
    expect(ran.out).not.toContain('canary');
  });

  test('uses no pattern of the branch, and no cache', async () => {
    const cwd = await platform();
    const own = 'blueprints/platform/own';
    put(cwd, `${own}/blueprint.yaml`, 'description: Own.\nnamespace: {name: own, podSecurity: baseline}\n');
    put(cwd, `${own}/README.md`, '# own\n');
    put(
      cwd,
      `${own}/options.schema.json`,
      JSON.stringify({
        type: 'object',
        additionalProperties: false,
        properties: { word: { type: 'string', pattern: '^no$' } },
      }),
    );
    put(cwd, 'environments/dev.yaml', 'platform: {own: {word: "yes"}}\n');
    const { env } = machine();
    expect((await run(['plan', '--json'], { cwd, env: { XDG_STATE_HOME: env.XDG_STATE_HOME } })).code).toBe(1);
    const ran = await run(['plan', '--untrusted', '--json'], { cwd, env });
    expect(ran.code, ran.out).toBe(0);
    expect(faultsOf(ran).map(({ message }) => message)).toContain(
      `patterns in ${own}/options.schema.json are not checked`,
    );
    expect(existsSync(join(env.XDG_STATE_HOME, 'infraflux/cache-key'))).toBe(false);
  });

  test('cannot be saved', async () => {
    const cwd = await platform();
    expect((await run(['plan', '--untrusted', '--save', 'p'], { cwd })).code).not.toBe(0);
    expect(existsSync(join(cwd, 'p'))).toBe(false);
  });
});

test('every plan names the built-in files that the repository replaces', async () => {
  const cwd = await platform();
  expect((await run(['plan'], { cwd })).out).not.toContain('Built-in files');
  const path = 'blueprints/platform/argocd/README.md';
  put(cwd, path, '# another\n');
  expect((await run(['plan'], { cwd })).out).toContain(`Built-in files that this repository replaces: ${path}`);
  const json = JSON.parse((await run(['plan', '--json'], { cwd })).out) as { readonly overlays: readonly string[] };
  expect(json.overlays).toEqual([path]);
});
