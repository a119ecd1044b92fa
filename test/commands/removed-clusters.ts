import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { runCli } from '../../src/commands/run-cli.ts';
import { git } from '../apply/world.ts';
import { tree } from '../cli/cli.ts';
import { isNight } from '../effort.ts';
import { pathWithoutEngines } from '../fakes/path-without.ts';
import { fakeTerminal } from '../fakes/terminal.ts';

export const cluster = (name: string, third: number, more = ''): string => `      ${name}:
        size: single
        ${more}
        network: {nodes: 10.10.${third}.10-10.10.${third}.19, endpoint: 10.10.${third}.5}
`;

export const environment = (name: string, ...clusters: readonly string[]): string =>
  `  ${name}:\n    clusters:\n${clusters.join('')}`;

export const whole = (environments: string, more = '', vmIds = '2000-2099'): string => `name: home
providers:
  pve:
    type: proxmox
    endpoint: https://pve.home.arpa:8006/
    credentials: {secret: proxmox}
    vmIds: ${vmIds}
    hosts: {pve1: {datastores: {disks: zfs, images: local}}}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1, dns: [10.10.0.1], bridge: vmbr0}
${more}defaults:
  versions: {talos: 1.13.6, kubernetes: 1.36.3}
  controlPlane: {cpu: 2, memory: 4Gi, disks: {system: {size: 20Gi}}}
environments:
${environments}`;

export const dev = environment('dev', cluster('dev', 1));
export const two = (more = ''): string => environment('prod', cluster('main', 2), cluster('old', 3, more));
export const both = whole(dev + two());
/** A cluster left, its environment has another one. */
export const less = whole(dev + environment('prod', cluster('main', 2)));
/** The environment left, with both of its clusters. */
export const none = whole(dev);

export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Place {
  readonly cwd: string;
  readonly infraflux: (...args: readonly string[]) => Promise<Answer>;
  readonly write: (text: string) => void;
  /** out/, the lock and what is published. */
  readonly all: () => Readonly<Record<string, string>>;
}

/** A directory with a configuration. `run`: how a command is started there; without it, in this process. */
export function place(
  text: string,
  cwd = mkdtempSync(join(tmpdir(), 'infraflux-removed-')),
  run: (args: readonly string[], options: { readonly cwd: string }) => Promise<Answer> = inProcess,
): Place {
  const write = (next: string): void => writeFileSync(join(cwd, 'infraflux.yaml'), next);
  write(text);
  return {
    cwd,
    write,
    infraflux: (...args) => run(args, { cwd }),
    all: () => {
      const bare = join(cwd, '.infraflux/gitops.git');
      const published = existsSync(bare) ? git(bare, 'ls-tree', '-r', 'main') : '';
      return { ...tree(join(cwd, 'out')), lock: readFileSync(join(cwd, 'infraflux.lock'), 'utf8'), published };
    },
  };
}

async function inProcess(args: readonly string[], { cwd }: { readonly cwd: string }): Promise<Answer> {
  const env = {
    ...process.env,
    PATH: pathWithoutEngines(),
    XDG_STATE_HOME: join(cwd, '.infraflux'),
    PROXMOX_VE_API_TOKEN: undefined,
    npm_lifecycle_event: undefined,
  };
  const terminal = fakeTerminal({ cwd, env });
  const code = await runCli(args, terminal);
  return { code, out: terminal.printed.out, err: terminal.printed.progress };
}

/** Its machines are there, as far as the lock and the local state know: what the machines step of an apply leaves. */
export async function make(here: Place, id: string): Promise<void> {
  expect((await here.infraflux('lock', 'record', id, 'talos', '1.13.6')).code).toBe(0);
  expect((await here.infraflux('lock', 'record', id, 'kubernetes', '1.36.3')).code).toBe(0);
  writeState(here, id, '{"version": 4, "serial": 1, "lineage": "x", "resources": [{"mode": "managed"}]}');
}

/** As `terraform destroy` leaves it. */
export function destroy(here: Place, id: string): void {
  writeState(here, id, '{"version": 4, "serial": 2, "lineage": "x", "resources": []}');
}

export function writeState(here: Place, id: string, text: string): void {
  writeBelow(here, `state/${id}.tfstate`, text);
}

export function writeBelow({ cwd }: Place, path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

/** Applied, and its machines are there. */
export function made(text = both, ...clusters: readonly string[]): Promise<Place> {
  return copyOf(text, clusters.length > 0 ? clusters : ['prod/old', 'prod/main']);
}

/** Applied, and no machine is there. */
export function applied(text = both): Promise<Place> {
  return copyOf(text, []);
}

/** What takes long is done once for each text, and copied. */
async function copyOf(text: string, clusters: readonly string[]): Promise<Place> {
  const key = JSON.stringify([text, clusters]);
  const first = madeBefore.get(key) ?? makeFirst(text, clusters);
  madeBefore.set(key, first);
  const cwd = mkdtempSync(join(tmpdir(), 'infraflux-removed-'));
  cpSync((await first).cwd, cwd, { recursive: true });
  return place(text, cwd);
}

const madeBefore = new Map<string, Promise<Place>>();

async function makeFirst(text: string, clusters: readonly string[]): Promise<Place> {
  if (clusters.length === 0) {
    const here = place(text);
    const ran = await here.infraflux('apply', '--yes');
    expect(ran.code, ran.err).toBe(0);
    return here;
  }
  const here = await applied(text);
  for (const id of clusters) await make(here, id);
  return here;
}

/** Exit code 3 where something is blocked, 0 where nothing is. */
export function endsAsItSays(ran: Answer): void {
  expect(ran.code, ran.err + ran.out).toBe(blocked(ran).length > 0 ? 3 : 0);
}

export function blocked(ran: Answer): readonly string[] {
  return [...ran.out.matchAll(/^blocked: \w+ in (\S+) \(cluster\/retained\)/gm)].map(([, id]) => id ?? '');
}

/** Nothing is written, nothing is published, every command says the same: at night, or where `every` is set, those that repeat another as well. */
export async function staysAsItIs(here: Place, clusters: readonly string[], every = isNight): Promise<void> {
  const before = here.all();
  const checks = every
    ? [
        ['compile', '--check'],
        ['compile', '--no-cache', '--check'],
      ]
    : [];
  const first = every ? [['plan', '--detailed-exitcode']] : [];
  for (const verb of [['compile'], ...checks]) {
    const compiled = await here.infraflux(...verb);
    expect([compiled.code, compiled.out], compiled.err).toEqual([0, expect.stringContaining('out is up to date')]);
    for (const id of clusters) expect(compiled.err).toContain(`warning[cluster/retained]: ${id} is no longer`);
  }
  for (const verb of [...first, ['apply', '--yes'], ['plan', '--detailed-exitcode']]) {
    const ran = await here.infraflux(...verb);
    expect([ran.code, blocked(ran)], ran.err).toEqual([clusters.length === 0 ? 0 : 3, clusters]);
    expect(ran.out).not.toMatch(/DATA LOSS|to remove|destroyed/);
  }
  expect(here.all()).toEqual(before);
}
