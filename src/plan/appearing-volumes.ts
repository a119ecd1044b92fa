import { diagnostic } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { artifactPlace } from '../identity/artifact-path.ts';
import { clusterId, formatClusterId } from '../identity/cluster-id.ts';
import type { Cluster, Platform } from '../model/platform.ts';
import { isRecorded } from '../model/version-lines.ts';
import type { Change } from './plan.ts';
import type { Consent } from './work.ts';

/** A user volume that Talos could not create so far, and creates with this plan. */
export interface AppearingVolume {
  readonly environment: string;
  readonly cluster: string;
  readonly name: string;
}

/**
 * User volumes that were published with a selector by serial number, which Talos does not see on virtio-scsi, and that get a
 * selector that matches. What was written to their directory lies on the system disk, and the new volume is mounted over it.
 */
export function appearingVolumes(
  platform: Pick<Platform, 'lock'>,
  clusters: readonly Cluster[],
  changes: readonly Change[],
): readonly AppearingVolume[] {
  return clusters.flatMap((cluster) => {
    if (!isRecorded(platform.lock.lines, cluster)) return [];
    const { environment, name } = cluster;
    const files = changes.filter(({ object }) => {
      if (object.kind !== 'file' || object.environment !== environment || object.cluster !== name) return false;
      return artifactPlace(object.name).area === 'talos';
    });
    const before = new Set(files.flatMap((change) => bySerial(change.before)));
    const after = new Set(files.flatMap((change) => bySerial(change.after)));
    const present = new Set(files.flatMap((change) => userVolumes(change.after).map((volume) => volume.name)));
    return [...before]
      .filter((volume) => present.has(volume) && !after.has(volume))
      .sort()
      .map((volume) => ({ environment, cluster: name, name: volume }));
  });
}

/** What apply has to be told before Terraform gives the configuration to the machines. */
export function volumeConsent(volume: AppearingVolume): Consent {
  const { environment, cluster, name } = volume;
  return {
    allow: `${environment}/${cluster}/${name}`,
    also: [name],
    message: appears(volume),
    help: `move the data first, as docs/machines.md describes; then: --allow ${environment}/${cluster}/${name}`,
  };
}

export function volumeAppears(volume: AppearingVolume): Diagnostic {
  return diagnostic('volume/appears', undefined, appears(volume));
}

function appears({ environment, cluster, name }: AppearingVolume): string {
  const id = formatClusterId(clusterId(environment, cluster));
  return `volume ${name} of ${id} is created now: Talos never found its disk by serial number, so data in /var/mnt/${name} is on the system disk, and would be hidden`;
}

function bySerial(text: Change['before']): readonly string[] {
  return userVolumes(text).flatMap(({ name, match }) => (/^disk\.serial == "[^"]*"$/.test(match) ? [name] : []));
}

interface PrintedVolume {
  readonly name: string;
  readonly match: string;
}

/** Documents as src/emit/talos prints them; the user's own patches are in files of their own. */
function userVolumes(text: Change['before']): readonly PrintedVolume[] {
  if (text?.kind !== 'plain') return [];
  return text.text.split(/^---$/m).flatMap((document) => {
    if (!/^kind: UserVolumeConfig$/m.test(document)) return [];
    const name = /^name: "?([a-z0-9-]+)"?$/m.exec(document)?.[1];
    const match = /^ +match: (.*)$/m.exec(document)?.[1];
    return name === undefined || match === undefined ? [] : [{ name, match }];
  });
}
