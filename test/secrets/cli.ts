import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, cliPath } from '../cli/cli.ts';
import { isNight } from '../effort.ts';
import { pathWithoutEngines } from '../fakes/path-without.ts';
import { runHere } from '../fakes/run-here.ts';

/** `out`: all that a command printed, as it came. */
interface Ran {
  readonly code: number;
  readonly out: string;
}

/** Of a process of its own. */
export interface Started {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
}

/** A person's machine: a repository, a home, a temporary directory and one in memory, all of their own. */
export class Machine {
  readonly base = mkdtempSync(join(tmpdir(), 'infraflux-secrets-'));
  readonly root = join(this.base, 'repository');
  readonly home = join(this.base, 'home');
  readonly temporary = join(this.base, 'tmp');
  readonly runtime = join(this.base, 'run');
  /** Everything that any command printed. */
  printed = '';

  constructor(config = platform) {
    for (const folder of [this.root, this.home, this.temporary, this.runtime]) mkdirSync(folder, { recursive: true });
    chmodSync(this.runtime, 0o700);
    this.write('infraflux.yaml', config);
    this.write('.gitignore', '.infraflux/\n');
    this.git('init', '-q', '-b', 'main', '.');
  }

  /** Runs a command: in this process, at night in one of its own. */
  async run(
    args: readonly string[],
    { input, env }: { readonly input?: string; readonly env?: Record<string, string> } = {},
  ): Promise<Ran> {
    if (isNight) {
      const { code, out } = this.start(args, {
        ...(input === undefined ? {} : { input }),
        ...(env === undefined ? {} : { env }),
      });
      return { code: code ?? -1, out };
    }
    const { code, all } = await runHere(args, { cwd: this.root, env: { ...this.env(), ...env }, input });
    this.printed += all;
    return { code, out: all };
  }

  /** Starts the program: for what only a process has, such as signals, a umask and an input that its children read. */
  start(
    args: readonly string[],
    more: {
      readonly input?: string;
      readonly env?: Record<string, string>;
      readonly node?: readonly string[];
    } = {},
  ): Started {
    build();
    const ran = spawnSync(process.execPath, [...(more.node ?? []), cliPath, ...args], {
      cwd: this.root,
      input: more.input ?? '',
      encoding: 'utf8',
      env: { ...this.env(), ...more.env },
    });
    const out = `${ran.stdout}${ran.stderr}`;
    this.printed += out;
    return { code: ran.status, signal: ran.signal, out };
  }

  env(): Record<string, string> {
    return {
      PATH: pathWithoutEngines(),
      HOME: this.home,
      TMPDIR: this.temporary,
      XDG_RUNTIME_DIR: this.runtime,
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.org',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.org',
    };
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.root, encoding: 'utf8', env: this.env(), maxBuffer: 1 << 28 });
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** An editor that runs this shell text with the file as $1. */
  editor(script: string): Record<string, string> {
    const path = join(this.base, 'editor.sh');
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
    return { EDITOR: path };
  }

  get keyFile(): string {
    return join(this.home, '.config/sops/age/keys.txt');
  }

  /** Every byte that lies about, the key file left out: by path. */
  everything(): Map<string, string> {
    const found = new Map<string, string>([['what was printed', this.printed]]);
    const walk = (folder: string): void => {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) walk(path);
        else if (entry.isFile() && path !== this.keyFile) found.set(path, readFileSync(path, 'latin1'));
      }
    };
    for (const folder of [this.root, this.home, this.temporary, this.runtime]) walk(folder);
    for (const repository of [join(this.root, '.git'), join(this.root, '.infraflux/gitops.git')]) {
      try {
        const objects = execFileSync('git', ['-C', repository, 'cat-file', '--batch-all-objects', '--batch'], {
          encoding: 'latin1',
          stdio: ['ignore', 'pipe', 'ignore'],
          maxBuffer: 1 << 28,
        });
        found.set(`objects of ${repository}`, objects);
      } catch {
        // There is no such repository on this machine.
      }
    }
    return found;
  }

  /** Takes over another machine's repository and key. */
  become(other: Machine): void {
    cpSync(other.root, this.root, { recursive: true });
    cpSync(other.home, this.home, { recursive: true });
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

const platform = `name: home
providers:
  home: {type: metal}
networks:
  lab: {cidr: 10.10.0.0/16, gateway: 10.10.0.1}
defaults:
  provider: home
  versions: {talos: 1.13.6, kubernetes: 1.36.3}
  size: single
  network: {attach: lab}
  platform:
    cilium: {}
    argocd: {}
    local-path: {}
    cert-manager: {issuer: {acme: letsencrypt-staging, email: ops@example.org, dns01: {cloudflare: {secret: cloudflare}}}}
    monitoring: {admin: {secret: grafana}}
environments:
  dev:
    domain: dev.example.org
    clusters:
      main: {controlPlane: {name: "dev-\${n}"}, network: {nodes: 10.10.10.10-10.10.10.29, endpoint: 10.10.10.5}}
  prod:
    domain: prod.example.org
    clusters:
      main: {network: {nodes: 10.10.20.10-10.10.20.29, endpoint: 10.10.20.5}}
`;
