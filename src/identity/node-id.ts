import { clusterId, type ClusterId } from './cluster-id.ts';
import { type Identity, identity, textOfIdentity } from './identity.ts';

/** A node of the platform: `prod/main/main-cp-1`. Node names are unique for each provider only. */
export type NodeId = Identity<'node'>;

export function nodeId(environment: string, cluster: string, node: string): NodeId {
  return identity(`${environment}/${cluster}/${node}`);
}

export function clusterOfNode(id: NodeId): ClusterId {
  const [environment = '', cluster = ''] = textOfIdentity(id).split('/');
  return clusterId(environment, cluster);
}

export function formatNodeId(id: NodeId): string {
  return textOfIdentity(id);
}
