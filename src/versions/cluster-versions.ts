import { invariant } from '../diagnostics/diagnostic.ts';
import { formatVersion, partsOf, type Version, version } from './version.ts';

/** What a cluster runs and is upgraded by: a release, with all three of its numbers, of the major that is known. */
export type TalosVersion = Version<'talos'>;
export type KubernetesVersion = Version<'kubernetes'>;

/** The minor of Talos that a cluster was born with: `1.13`. It decides the dialect of its machine configuration. */
export type TalosContract = Version<'talos-contract'>;

export interface ClusterVersions {
  readonly talos: TalosVersion;
  readonly kubernetes: KubernetesVersion;
}

export type ClusterProduct = keyof ClusterVersions;

export const productTitles: Readonly<Record<ClusterProduct, string>> = { talos: 'Talos', kubernetes: 'Kubernetes' };

/** The only major of both. What is compiled is for it: of another one, nothing is known. */
const knownMajor = 1;

export type VersionFault = 'malformed' | 'no-patch' | 'unknown-major';

/** Why a text is no version of Talos or Kubernetes; undefined when it is one. */
export function versionFault(text: string): VersionFault | undefined {
  const parts = partsOf(text);
  if (parts === undefined || parts.given < 2) return 'malformed';
  if (parts.numbers[0] !== knownMajor) return 'unknown-major';
  return parts.given < 3 ? 'no-patch' : undefined;
}

export function parseTalosVersion(text: string): TalosVersion | undefined {
  return versionFault(text) === undefined ? version(text) : undefined;
}

export function parseKubernetesVersion(text: string): KubernetesVersion | undefined {
  return versionFault(text) === undefined ? version(text) : undefined;
}

/** The same where it is not known which of the two it is. */
export function parseVersionOf<P extends ClusterProduct>(product: P, text: string): ClusterVersions[P] | undefined {
  const parsed: ClusterVersions = { talos: version(text), kubernetes: version(text) };
  return versionFault(text) === undefined ? parsed[product] : undefined;
}

export function parseTalosContract(text: string): TalosContract | undefined {
  const parts = partsOf(text);
  const isContract = parts?.given === 2 && parts.prerelease === '' && parts.numbers[0] === knownMajor;
  return isContract ? version(text) : undefined;
}

/** The contract of a cluster that is born with this version. */
export function contractOf(talos: TalosVersion): TalosContract {
  return version(`${knownMajor}.${minorOf(talos)}`);
}

/** Of the major that is known: 13 of `1.13.6`. */
export function minorOf(value: TalosVersion | KubernetesVersion | TalosContract): number {
  return numbersOf(value)[1];
}

/** 6 of `1.13.6`. */
export function patchOf(value: TalosVersion | KubernetesVersion): number {
  return numbersOf(value)[2];
}

/** Whether something that came with this minor is there. */
export function hasMinor(value: TalosVersion | KubernetesVersion | TalosContract, minor: number): boolean {
  return minorOf(value) >= minor;
}

/** `1.13`, for people. */
export function formatMinor(minor: number): string {
  return `${knownMajor}.${minor}`;
}

function numbersOf(value: Version): readonly [number, number, number] {
  const parts = partsOf(formatVersion(value));
  // A text that was not parsed here: nothing is guessed from it.
  invariant(parts?.numbers[0] === knownMajor, `${formatVersion(value)} does not have the major ${knownMajor}`);
  return parts.numbers;
}
