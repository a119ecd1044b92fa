import type { MachineBackend } from '../machine-backend.ts';
import { emitTerraform, emitTerraformModules } from './emit-terraform.ts';
import { emitTalosFiles } from './talos-files.ts';

/** Terraform or OpenTofu make the machines: a root module for each cluster, and patches beside it that the module reads. */
export const terraformBackend: MachineBackend = {
  emitShared: emitTerraformModules,
  emitLayer: {
    terraform: emitTerraform,
    talos: (_platform, environment, cluster, _catalog, documents) => emitTalosFiles(environment, cluster, documents),
  },
};
