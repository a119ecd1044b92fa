import type { Catalog } from '../../blueprints/catalog.ts';
import { contains, formatAddress, parseAddress, parseCidr } from '../../config/addresses.ts';
import { invariant } from '../../diagnostics/diagnostic.ts';
import { renderTemplate } from '../../emit/templates/render-template.ts';

export interface FirstAnswers {
  readonly name: string;
  readonly endpoint: string;
  readonly network: string;
  /** Empty: the first address of the network. */
  readonly gateway: string;
  /** Address of the Git repository that clusters read. Empty: there is none yet. */
  readonly repository: string;
}

/** Data like all that shapes output: which components a beginner gets is decided there. */
const template = 'blueprints/init/infraflux.yaml.hbs';

/** Pods and services of a first cluster, where they do not meet the machines' network: the usual ones, then others. */
const inner = [
  { pods: '10.244.0.0/16', services: '10.96.0.0/12' },
  { pods: '172.20.0.0/16', services: '172.21.0.0/16' },
];

/** The text of a first infraflux.yaml: one small cluster in one environment, with room to grow. */
export function firstConfig(
  answers: FirstAnswers,
  catalog: Catalog,
): { readonly text: string } | { readonly fault: string; readonly help?: string } {
  const fault = answerFault(answers);
  if (fault !== undefined) return fault;
  const cidr = parseCidr(answers.network);
  const file = catalog.files.get(template);
  invariant(cidr !== undefined && file !== undefined, 'the first configuration has no template');
  const at = (offset: number): string => formatAddress({ family: 4, value: cidr.first + BigInt(offset) });
  const api = parseAddress(new URL(answers.endpoint).hostname);
  const meets = (other: string): boolean => {
    const range = parseCidr(other);
    if (range === undefined) return false;
    return (range.first <= cidr.last && cidr.first <= range.last) || (api !== undefined && contains(range, api));
  };
  // Addresses of machines are allocated around that of the hypervisor; a virtual address and load balancers are not.
  const ofApi = api?.family === 4 ? Number(api.value - cidr.first) : -1;
  const virtual = ofApi === 5 ? 6 : 5;
  const pool = ofApi >= 100 && ofApi <= 119 ? 80 : 100;
  const ranges = inner.find(({ pods, services }) => !meets(pods) && !meets(services)) ?? inner[0];
  const rendered = renderTemplate(file, {
    name: answers.name,
    endpoint: answers.endpoint,
    network: `${at(0)}/${cidr.prefix}`,
    gateway: answers.gateway === '' ? usualGateway(answers.network) : answers.gateway,
    repository: answers.repository,
    pods: ranges?.pods ?? '',
    services: ranges?.services ?? '',
    nodes: `${at(10)}-${at(29)}`,
    clusterEndpoint: at(virtual),
    loadBalancers: `${at(pool)}-${at(pool + 19)}`,
  });
  invariant(rendered.value !== undefined, 'the first configuration cannot be rendered');
  return { text: rendered.value };
}

/** The first address of a network, which most routers have; empty when it is not a network. */
export function usualGateway(network: string): string {
  const cidr = parseCidr(network);
  return cidr === undefined ? '' : formatAddress({ family: cidr.family, value: cidr.first + 1n });
}

/** What is wrong with an answer, before anything is made of it. */
export function answerFault(answers: FirstAnswers): { readonly fault: string; readonly help: string } | undefined {
  const { name, endpoint, network, gateway, repository } = answers;
  if (!/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/.test(name)) {
    return {
      fault: `"${name}" is not a valid name`,
      help: 'use lower-case letters, digits and hyphens, as in homelab',
    };
  }
  if (!/^https:\/\/[^\s"\\]+$/.test(endpoint) || !URL.canParse(endpoint)) {
    const help = 'write it as https://pve.home.arpa:8006/';
    return { fault: `"${endpoint}" is not the URL of a Proxmox API`, help };
  }
  if (repository !== '' && !/^(?:ssh|https?|file):\/\/[^\s"\\]+$|^[\w.-]+@[\w.-]+:[^\s"\\]+$/.test(repository)) {
    const help = 'write it as ssh://git@git.example.org/me/platform.git, or leave it empty';
    return { fault: `"${repository}" is not the address of a Git repository`, help };
  }
  const cidr = parseCidr(network);
  if (cidr === undefined || cidr.family !== 4) {
    return { fault: `"${network}" is not a valid network`, help: 'write it as 10.10.0.0/16' };
  }
  if (cidr.prefix > 25) return { fault: `${network} is too small`, help: 'a /25 or larger is needed' };
  if (gateway === '') return undefined;
  const address = parseAddress(gateway);
  if (address === undefined) return { fault: `"${gateway}" is not a valid address`, help: 'write it as 10.10.0.1' };
  if (address.family !== 4 || address.value <= cidr.first || address.value >= cidr.last) {
    return {
      fault: `the gateway ${gateway} is not in ${network}`,
      help: 'choose an address in the network, or omit --gateway',
    };
  }
  const offset = Number(address.value - cidr.first);
  if (offset === 5 || (offset >= 10 && offset <= 29) || (offset >= 100 && offset <= 119)) {
    const help =
      'the first configuration uses .5, .10 to .29 and .100 to .119; choose another gateway, then edit the file';
    return { fault: `the gateway ${gateway} conflicts with the addresses of machines`, help };
  }
  return undefined;
}
