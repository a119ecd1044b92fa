import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { refusal } from './hold.ts';

/** Which InfraFlux, Terraform and hypervisors a plan was made with. A saved plan is applied with the same or not at all. */
export interface BoundTools {
  /** Absent: the engine is not on this machine. */
  readonly engine?: BoundEngine;
  /** Hypervisors by the name of their provider. Absent: none was asked, or it did not answer. */
  readonly hypervisors?: Readonly<Record<string, HypervisorIdentity>>;
}

export interface BoundEngine {
  readonly name: string;
  readonly version: string;
  /** `linux-x64`: programs of another platform have other bytes. */
  readonly platform: string;
  /** SHA-256 of the program. Absent: it could not be read. */
  readonly digest?: string;
}

/** What a hypervisor is known by, whatever address it has. */
export interface HypervisorIdentity {
  /** Name of the cluster of hypervisors. Absent: it is a single host, or the token may not see it. */
  readonly name?: string;
  /** Names of its hosts, sorted. */
  readonly hosts: readonly string[];
}

/** A state of Terraform, as one run left it. */
export type StateIdentity = { readonly lineage: string; readonly serial: number; readonly digest: string } | 'none';

/** Versions and digests of the providers that a root module was initialised with, by source. */
export type BoundProviders = Readonly<Record<string, BoundProvider>>;

export interface BoundProvider {
  readonly version: string;
  /** As .terraform.lock.hcl has them: of archives (zh) and of directories (h1). */
  readonly hashes: readonly string[];
}

/** What is another engine or another hypervisor than the plan was made with. */
export function otherTools(saved: BoundTools, now: BoundTools): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const { engine } = saved;
  if (engine !== undefined) {
    const here = now.engine;
    if (here === undefined)
      found.push(moved(`${engine.name} ${engine.version} was used, and is not on this machine now`));
    else if (here.name !== engine.name || here.version !== engine.version)
      found.push(moved(`${engine.name} was ${engine.version}, and is ${here.name} ${here.version} now`));
    else if (here.platform === engine.platform && here.digest !== engine.digest)
      found.push(moved(`${engine.name} ${engine.version} is another program now: its SHA-256 is another`));
  }
  for (const [provider, was] of Object.entries(saved.hypervisors ?? {})) {
    const is = now.hypervisors?.[provider];
    const difference = is === undefined ? 'did not say which hypervisor it is now' : otherHypervisor(was, is);
    if (difference !== undefined) found.push(moved(`provider ${provider} ${difference}`));
  }
  return found;
}

function otherHypervisor(was: HypervisorIdentity, is: HypervisorIdentity): string | undefined {
  if (was.name !== is.name) {
    const called = (name: string | undefined): string =>
      name === undefined ? 'a host without a cluster' : `cluster ${name}`;
    return `was ${called(was.name)}, and is ${called(is.name)} now`;
  }
  const missing = was.hosts.filter((host) => !is.hosts.includes(host));
  return missing.length === 0 ? undefined : `has no host ${missing.join(', ')} now (it has ${is.hosts.join(', ')})`;
}

/** What moved in the state since; `isBegun`: by this very plan, it may be, which was begun and interrupted. */
export function otherState(was: StateIdentity, is: StateIdentity, isBegun: boolean): Diagnostic | undefined {
  if (was === 'none') return is === 'none' || isBegun ? undefined : moved('a state exists now, and there was none');
  if (is === 'none') return moved(`the state is gone (it was serial ${was.serial} of lineage ${was.lineage})`);
  if (was.lineage !== is.lineage)
    return moved(`the state is another: its lineage was ${was.lineage}, and is ${is.lineage} now`);
  if (isBegun && is.serial >= was.serial) return undefined;
  if (was.serial !== is.serial) return moved(`the state was at serial ${was.serial}, and is at ${is.serial} now`);
  return was.digest === is.digest
    ? undefined
    : moved(`the state was edited: serial ${is.serial} has other content now`);
}

/** Providers of another version, or of another build of the same version. */
export function otherProviders(was: BoundProviders, is: BoundProviders): readonly Diagnostic[] {
  return Object.entries(was).flatMap(([source, { version, hashes }]) => {
    const here = is[source];
    if (here === undefined) return [moved(`the Terraform provider ${source} ${version} is not installed now`)];
    if (here.version !== version)
      return [moved(`the Terraform provider ${source} was ${version}, and is ${here.version} now`)];
    // Another platform has another directory hash, and the hashes of all archives in common.
    const isSame = hashes.length === 0 || here.hashes.some((hash) => hashes.includes(hash));
    return isSame ? [] : [moved(`the Terraform provider ${source} ${version} has other digests now`)];
  });
}

/** Something is another than when the plan was made: it is not applied. */
export function moved(message: string): Diagnostic {
  return refusal('apply/stale', message, 'plan again, read it, apply again');
}
