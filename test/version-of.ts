import {
  type KubernetesVersion,
  parseKubernetesVersion,
  parseTalosContract,
  parseTalosVersion,
  type TalosContract,
  type TalosVersion,
} from '../src/versions/cluster-versions.ts';

export function talosVersion(text: string): TalosVersion {
  return sure(text, parseTalosVersion(text));
}

export function kubernetesVersion(text: string): KubernetesVersion {
  return sure(text, parseKubernetesVersion(text));
}

export function talosContract(text: string): TalosContract {
  return sure(text, parseTalosContract(text));
}

function sure<T>(text: string, version: T | undefined): T {
  if (version === undefined) throw new Error(`${text} is no version`);
  return version;
}
