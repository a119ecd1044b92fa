import { parseAdvisories } from '../parse-advisories.ts';
import { productTitles } from '../../versions/cluster-versions.ts';
import { parseVersion, type Version } from '../../versions/version.ts';
import { fulfils } from '../../versions/version-range.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { At, Draft, DraftCluster, DraftComponent } from '../draft.ts';
import { blame, clusterPlace, isUsers, type Place, writtenAt } from './places.ts';

/** Combinations of versions that are known to be broken. They are data: blueprints/advisories/. */
export function knownBadCombinations(draft: Draft): readonly Diagnostic[] {
  const { value: advisories = [], diagnostics } = parseAdvisories(draft.catalog.files);
  const found: Diagnostic[] = [...diagnostics];
  for (const cluster of draft.clusters) {
    for (const advisory of advisories) {
      const parties: Place[] = [];
      const versions = { talos: cluster.versions.talos, kubernetes: cluster.versions.kubernetes };
      const fits = advisory.affects.every(({ name, versions: range }) => {
        const party =
          name === 'talos' || name === 'kubernetes' ? ofCluster(versions[name], name) : ofComponent(cluster, name);
        if (party === undefined || !fulfils(party.version, range)) return false;
        parties.push(party.place);
        return true;
      });
      if (!fits) continue;
      const users = parties.filter((place) => isUsers(place.span));
      const blamed = users[0] ?? clusterPlace(cluster);
      found.push(
        blame(
          'advisory/known-bad',
          blamed,
          users,
          `${parties.map((place) => place.who).join(' with ')}: ${advisory.summary}`,
          {
            help: `${advisory.advice} (${advisory.link})`,
            cluster: cluster.id,
          },
        ),
      );
    }
  }
  return found;
}

interface Party {
  readonly version: Version;
  readonly place: Place;
}

function ofCluster(version: At<Version> | undefined, name: 'talos' | 'kubernetes'): Party | undefined {
  if (version === undefined) return undefined;
  return { version: version.value, place: { span: version.span, who: `${productTitles[name]} ${version.value}` } };
}

function ofComponent(cluster: DraftCluster, name: string): Party | undefined {
  const component = cluster.components.find((candidate) => candidate.name === name);
  const version = component === undefined ? undefined : versionOf(cluster, component);
  if (component === undefined || version === undefined) return undefined;
  const written = writtenAt(cluster.config.tree, 'platform', name, 'version');
  return { version, place: { span: written ?? component.span, who: `${name} ${version}` } };
}

/** The configured version, else the one pinned by the blueprint. Undefined also for a branch or a digest. */
function versionOf(cluster: DraftCluster, component: DraftComponent): Version | undefined {
  const written = cluster.config.value.platform?.[component.name]?.['version'];
  if (typeof written === 'string') return parseVersion(written);
  const { source } = component.blueprint;
  const pinned = source?.kind === 'helm' ? source.version : source?.revision;
  return pinned === undefined ? undefined : parseVersion(pinned);
}
