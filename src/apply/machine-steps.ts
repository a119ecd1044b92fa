import { join } from 'node:path';
import { diagnostic } from '../diagnostics/catalogue.ts';
import { type Diagnostic, invariant } from '../diagnostics/diagnostic.ts';
import type { ArtifactSet } from '../emit/artifact.ts';
import { clusterId, formatPlace } from '../identity/cluster-id.ts';
import { lockPath } from '../model/lock.ts';
import type { Cluster } from '../model/platform.ts';
import { isFresh } from '../observe/read-engines.ts';
import { readLock } from '../observe/read-lock.ts';
import { clientsFolderOf } from '../identity/view-path.ts';
import { detachedDisks, isDangerous, losesData, movesAddress } from '../plan/effects.ts';
import type { Plan, TerraformRun } from '../plan/plan.ts';
import type { ApplyContext } from './apply-context.ts';
import { type PublishContext, publish } from './publish.ts';
import type { Step, StepAnswer } from './step.ts';
import { vanishedToName } from '../plan/terraform/vanished.ts';
import { applyTerraform } from './terraform/apply-terraform.ts';
import { recordVersions } from './terraform/record-versions.ts';
import { writeClientFiles } from './terraform/write-client-files.ts';

/**
 * What cannot be taken back and was not named: one fault for each. A machine of another cluster may have the same name; then
 * the name alone allows nothing.
 */
export function notAllowed(plan: Plan, allowed: ReadonlySet<string>): readonly Diagnostic[] {
  return [...vanishedNotAllowed(plan, allowed), ...dangerousNotAllowed(plan, allowed)];
}

/** What is gone is not made again unseen, where it is more than one machine that was deleted by hand. */
function vanishedNotAllowed(plan: Plan, allowed: ReadonlySet<string>): readonly Diagnostic[] {
  const vanished = vanishedToName(plan);
  return vanished.flatMap((machine) => {
    const allow = nameToAllow(machine, vanished, allowed);
    if (allow === undefined) return [];
    const { environment, cluster, name, id, host, keepsDisk } = machine;
    const others = vanished.length === 1 ? '' : `, with ${vanished.length - 1} more`;
    const message = `${name} of ${clusterId(environment, cluster)} is gone from the hypervisor${others}, and would be made again without ${keepsDisk ? 'the disk that it kept' : 'what was on it'}`;
    const help = `see first whether VM ${id} is there (qm list, on ${host}), or in a backup; if it is gone for good: --allow ${allow}`;
    return [diagnostic('apply/not-allowed', undefined, message, { help })];
  });
}

function dangerousNotAllowed(plan: Plan, allowed: ReadonlySet<string>): readonly Diagnostic[] {
  const dangerous = plan.changes.filter(({ object, effects }) => object.kind !== 'file' && isDangerous(effects));
  const objects = dangerous.map(({ object }) => object);
  return dangerous.flatMap((change) => {
    const allow = nameToAllow(change.object, objects, allowed);
    if (allow === undefined) return [];
    const { environment, cluster, name } = change.object;
    const whose = `${name} of ${formatPlace(environment, cluster)}`;
    const isMoved = movesAddress(change.effects);
    const what =
      detachedDisks(change.effects).length > 0
        ? `have a disk taken off: ${change.detail}`
        : change.action === 'delete'
          ? 'be destroyed'
          : 'be made anew';
    const data = losesData(change.effects) ? ', and its data lost' : '';
    const message = isMoved ? `${whose} would be ${change.detail}` : `${whose} would ${what}${data}`;
    const help = isMoved
      ? `move it there first (talosctl), or put the old address back; once it is there: --allow ${allow}`
      : `if that is what you want: --allow ${allow}`;
    return [diagnostic('apply/not-allowed', undefined, message, { help })];
  });
}

interface Named {
  readonly environment: string;
  readonly cluster: string | undefined;
  readonly name: string;
}

/** What `--allow` has to be given for one of them: its name, where no other has it, else the whole. Undefined: it was. */
function nameToAllow(
  { environment, cluster, name }: Named,
  all: readonly Named[],
  allowed: ReadonlySet<string>,
): string | undefined {
  const whole = `${environment}/${cluster}/${name}`;
  const isOnly = all.every(
    (other) => other.name !== name || (other.environment === environment && other.cluster === cluster),
  );
  return allowed.has(whole) || (isOnly && allowed.has(name)) ? undefined : isOnly ? name : whole;
}

/** For each cluster: its machines, what infraflux.lock says that it runs, and the files with which people reach it. */
export function machineSteps(
  plan: Plan,
  set: ArtifactSet,
  publishing: PublishContext,
  context: ApplyContext,
): readonly Step[] {
  const runs = (plan.terraform ?? []).filter(
    ({ changes, clientFiles, versions }) => Object.keys(changes).length > 0 || clientFiles || versions,
  );
  if (runs.length === 0) return [];
  const steps = runs.flatMap((run) => [machinesStep(plan, set, run, context), clientFilesStep(run, context)]);
  return [...steps, ...recordingSteps(plan, set, publishing)];
}

function machinesStep(plan: Plan, set: ArtifactSet, run: TerraformRun, context: ApplyContext): Step {
  const id = clusterId(run.environment, run.cluster);
  return {
    name: `machines of ${id}`,
    async work(note) {
      const { machines, root, state } = context;
      invariant(machines !== undefined, 'a plan with machines is applied with what machines need');
      note('asking');
      const cluster = clusterOf(context, run);
      const done = await applyTerraform(cluster, run, {
        root,
        state,
        platform: machines.platform,
        catalog: machines.catalog,
        environments: plan.environments ?? undefined,
        artifacts: set.artifacts,
        run: context.run,
        env: machines.env,
        typed: machines.typed,
        signal: machines.signal,
        say: machines.say,
      });
      // Also after half of it: the machines that have their configuration run the versions in it.
      const recorded = done.isMade && recordVersions(root, run.environment, run.cluster, cluster.versions);
      const { already, detail, diagnostics } = done;
      return { already: already && !recorded, detail, diagnostics };
    },
  };
}

function clientFilesStep(run: TerraformRun, context: ApplyContext): Step {
  const id = clusterId(run.environment, run.cluster);
  const folder = clientsFolderOf(id);
  const files = ['kubeconfig', 'talosconfig'].map((name) => join(context.root, folder, name));
  return {
    name: `kubeconfig of ${id}`,
    async work() {
      const { machines, root } = context;
      invariant(machines !== undefined, 'a plan with machines is applied with what machines need');
      const now = new Date();
      if (files.every((file) => isFresh(file, now))) return { already: true, detail: folder, diagnostics: [] };
      const diagnostics = await writeClientFiles(root, clusterOf(context, run), machines.env, context.run, now);
      return { already: false, detail: folder, diagnostics };
    },
  };
}

function clusterOf({ machines }: ApplyContext, run: TerraformRun): Cluster {
  const clusters = machines?.platform.environments.flatMap((environment) => environment.clusters) ?? [];
  const found = clusters.find(({ environment, name }) => environment === run.environment && name === run.cluster);
  invariant(found !== undefined, `${clusterId(run.environment, run.cluster)} is not there`);
  return found;
}

/** Where inputs are committed together with what is compiled from them, infraflux.lock as it is now follows. */
function recordingSteps(plan: Plan, set: ArtifactSet, publishing: PublishContext): readonly Step[] {
  return plan.publications
    .filter(({ own }) => own !== null)
    .map((publication) => ({
      name: `publish ${publication.target.branch} again`,
      async work(note): Promise<StepAnswer> {
        if (readLock(publishing.root) === set.lock)
          return { already: true, detail: `${lockPath} is there`, diagnostics: [] };
        const message = `${plan.platform}: what its clusters run`;
        const again = { ...publication, files: {}, expected: {}, environments: [], message };
        const result = await publish(publishing, again, note);
        const { commit, already = false } = result.value ?? {};
        const { branch } = publication.target;
        const published = commit === undefined ? undefined : { branch, commit };
        return { already, detail: lockPath, published, diagnostics: result.diagnostics };
      },
    }));
}
