import { join } from 'node:path';
import { type WorkContext, clusterOf, machinesOf } from '../../apply/apply-context.ts';
import { writeClientFiles } from '../../apply/terraform/write-client-files.ts';
import { plainWork, workKind } from '../../apply/work-kind.ts';
import { checked } from '../../diagnostics/diagnostic.ts';
import { clusterId } from '../../identity/cluster-id.ts';
import { clientsFolderOf } from '../../identity/view-path.ts';
import { isFresh } from '../../observe/read-engines.ts';
import type { ClientFilesWork } from '../../plan/work.ts';
import { clientFilesPlan } from './plan.ts';

interface ClientFacts {
  readonly now: Date;
  /** Both files are there, and good for long enough. */
  readonly areFresh: boolean;
}

export const clientFilesKind = workKind<ClientFilesWork, ClientFacts, WorkContext>({
  ...plainWork,
  title: clientFilesPlan.title,
  gates: [],
  lane: () => 'client-files',
  failure: 'apply/write-failed',
  observe: async (work, { root }) => {
    const now = new Date();
    const files = ['kubeconfig', 'talosconfig'].map((name) => join(root, folderOf(work), name));
    return checked({ now, areFresh: files.every((file) => isFresh(file, now)) });
  },
  isDone: async (work, { areFresh }) => (areFresh ? folderOf(work) : undefined),
  effect: async (work, { now }, context) => {
    const { env } = machinesOf(context);
    const diagnostics = await writeClientFiles(context.root, clusterOf(context, work), env, context.run, now);
    return { already: false, detail: folderOf(work), diagnostics };
  },
});

function folderOf({ environment, cluster }: ClientFilesWork): string {
  return clientsFolderOf(clusterId(environment, cluster));
}
