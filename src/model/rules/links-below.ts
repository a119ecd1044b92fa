import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { closest } from '../../diagnostics/did-you-mean.ts';
import type { Draft } from '../draft.ts';
import { linksOf, linkSpan, namesOf } from './node-links.ts';
import { blame, compare, whoIs, writtenNodes } from './places.ts';

/** What the kernel and its udev rules call ports: eth0, enp3s0, eno1, enx00e04c680001, ib0, wlan0, usb0. */
const kernelName = /^(?:en|eth|ib|sl|usb|wl|ww)[a-z0-9]*[0-9][a-z0-9]*$/;

/**
 * Parents of VLANs and ports of bonds and bridges that the machine has not. A virtual machine has the ports that are
 * described; a metal machine may have others, by the kernel's names.
 */
export function linksThatAreNotThere(draft: Draft): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const cluster of draft.clusters) {
    for (const node of writtenNodes(cluster.nodes)) {
      const makesMachines = node.provider?.traits?.makesMachines;
      if (makesMachines === undefined) continue;
      const links = linksOf(cluster, node, draft.networks);
      const names = namesOf(links);
      for (const { name, below } of links) {
        for (const { link, path } of below) {
          if (names.has(link) || (!makesMachines && kernelName.test(link))) continue;
          const span = linkSpan(node, name, path);
          const others = [...names].filter((each) => each !== name).sort(compare);
          const meant = closest(link, others);
          const help = meant === undefined ? `it has ${others.join(', ')}` : `did you mean "${meant}"?`;
          const message = `${name} of ${node.name.value} lies on "${link}", which is not described`;
          const code = makesMachines ? 'interface/unknown-link' : 'interface/unlisted-link';
          found.push(blame(code, { span, who: whoIs(node) }, [], message, { help, cluster: cluster.id }));
        }
      }
    }
  }
  return found;
}
