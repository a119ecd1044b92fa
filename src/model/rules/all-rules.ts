import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Draft } from '../draft.ts';
import { providerModels } from '../../providers/model-registry.ts';
import type { ProviderModels } from '../provider-model.ts';
import { gatewayOutsideNetwork, loadBalancersOutsideNetworks, rangeOutsideNetwork } from './address-place.ts';
import { hostsBeyondOvercommit, machinesBiggerThanHosts } from './capacity.ts';
import { controlPlaneCount, loneControlPlane, majorityOnOneHost } from './control-planes.ts';
import { smallSystemDisks, unstableDiskPaths } from './disks.ts';
import { tpmKeysWithoutTpm } from './encryption-keys.ts';
import { defaultRoutesWithoutHop } from './default-routes.ts';
import { firmwareWithoutUefi } from './firmware.ts';
import { addressesNotKnown, portsWithoutAddress, rangesNotUsed } from './dhcp.ts';
import { ambiguousDefaultRoutes } from './ambiguous-routes.ts';
import { bondParameters } from './bonds.ts';
import { machinesWithoutHost, missingGpus, unknownDatastores } from './host-equipment.ts';
import { disksKeptFromNowOn, keptDisksGivenUp, keptSystemDisks } from './kept-disks.ts';
import { knownBadCombinations } from './known-bad.ts';
import { filesOutsideOfVar } from './machine-files.ts';
import { machineAddresses } from './machine-addresses.ts';
import { macAddresses } from './mac-addresses.ts';
import { missingClusterValues, missingDiskValues } from './missing.ts';
import { overridesForNobody, poolsWithoutNodes } from './node-entries.ts';
import { labelsForbiddenInFlags, labelsForbiddenOnWorkers } from './node-labels.ts';
import {
  clusterNameLength,
  duplicateHostnames,
  duplicateNodeNames,
  nodeNameForm,
  nodeNamesThatDifferInCase,
} from './node-names.ts';
import { linksInConflict } from './link-conflicts.ts';
import { linksThatAreNotThere } from './links-below.ts';
import { bySpan, compare } from './places.ts';
import { bondsWithoutPorts } from './ports.ts';
import { clusterRangesOverlap, meshedRangesOverlap, networksOverlap, rangesOverlap } from './range-overlap.ts';
import { fieldsOfOtherProviders } from './provider-fields.ts';
import { unknownPools, unknownReferences } from './references.ts';
import { retainedInUse } from './retained-in-use.ts';
import type { Rule } from './rule.ts';
import { lostBySchematic } from './schematics.ts';
import { selectorsThatFail } from './selectors.ts';
import { serversInRanges } from './server-addresses.ts';
import { addressesOfSeveral } from './shared-interface-addresses.ts';
import { sharedApplications, sharedDomains } from './shared-claims.ts';
import { nodeRangesTooSmall, podRangesTooSmall } from './sizes-of-ranges.ts';
import { unknownExtensions } from './talos-extensions.ts';
import { conflictingNeeds } from './talos-needs.ts';
import { loginsInFileAndFlags, settingsOfTalosItself } from './talos-flags.ts';
import { fieldsOfOtherTalos } from './talos-limits.ts';
import { talosTooOld } from './talos-support.ts';
import { versionsNewerThanKnown, versionsNotKnown } from './version-forms.ts';
import { versionSteps } from './version-steps.ts';
import { kubernetesUnsupportedByTalos } from './versions.ts';
import {
  disksWithOneSerial,
  volumesBelowMinimum,
  volumesBesideComponents,
  volumesOnUnknownDisks,
  volumesWithoutSpace,
} from './volume-space.ts';
import { volumesThatCannotBe } from './volumes.ts';

/** Every rule that holds for all providers; those of one are in its own folder. Adding one is a function in a file of its own and a line here. */
export const rules: readonly Rule[] = [
  unknownReferences,
  unknownPools,
  fieldsOfOtherProviders,
  missingClusterValues,
  missingDiskValues,
  bondsWithoutPorts,
  bondParameters,
  linksThatAreNotThere,
  linksInConflict,
  duplicateNodeNames,
  nodeNamesThatDifferInCase,
  nodeNameForm,
  duplicateHostnames,
  clusterNameLength,
  overridesForNobody,
  poolsWithoutNodes,
  networksOverlap,
  gatewayOutsideNetwork,
  rangeOutsideNetwork,
  rangesOverlap,
  clusterRangesOverlap,
  meshedRangesOverlap,
  loadBalancersOutsideNetworks,
  machineAddresses,
  addressesOfSeveral,
  serversInRanges,
  addressesNotKnown,
  rangesNotUsed,
  portsWithoutAddress,
  nodeRangesTooSmall,
  podRangesTooSmall,
  macAddresses,
  retainedInUse,
  controlPlaneCount,
  loneControlPlane,
  majorityOnOneHost,
  machinesBiggerThanHosts,
  unknownDatastores,
  missingGpus,
  machinesWithoutHost,
  hostsBeyondOvercommit,
  kubernetesUnsupportedByTalos,
  versionSteps,
  versionsNotKnown,
  versionsNewerThanKnown,
  talosTooOld,
  fieldsOfOtherTalos,
  settingsOfTalosItself,
  loginsInFileAndFlags,
  unknownExtensions,
  lostBySchematic,
  labelsForbiddenOnWorkers,
  labelsForbiddenInFlags,
  filesOutsideOfVar,
  conflictingNeeds,
  tpmKeysWithoutTpm,
  defaultRoutesWithoutHop,
  ambiguousDefaultRoutes,
  volumesThatCannotBe,
  volumesOnUnknownDisks,
  volumesWithoutSpace,
  volumesBelowMinimum,
  volumesBesideComponents,
  disksWithOneSerial,
  selectorsThatFail,
  sharedDomains,
  sharedApplications,
  smallSystemDisks,
  unstableDiskPaths,
  firmwareWithoutUefi,
  keptSystemDisks,
  keptDisksGivenUp,
  disksKeptFromNowOn,
  knownBadCombinations,
];

/**
 * What all rules find, in the order of places. A line that reaches several clusters can make one rule say one thing
 * several times: it is reported once. Warnings are kept for each cluster, because each may accept its own.
 */
export function checkDraft(draft: Draft, providers: ProviderModels = providerModels): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>();
  const ofProviders = Object.values(providers).flatMap((provider) => provider.rules);
  for (const rule of [...rules, ...ofProviders]) {
    for (const diagnostic of rule(draft)) {
      const { code, span, message, cluster } = diagnostic;
      const key = JSON.stringify([code, span?.file, span?.start, message, cluster]);
      if (!found.has(key)) found.set(key, diagnostic);
    }
  }
  return [...found.values()].sort(
    (a, b) => bySpan(a.span, b.span) || compare(a.code, b.code) || compare(a.message, b.message),
  );
}
