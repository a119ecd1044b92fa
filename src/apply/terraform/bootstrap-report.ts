import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from '../../observe/terraform/stage.ts';

/** Terraform hides what a step that knows secrets prints, so the bootstrap writes what it did to a file as well. */
export function bootstrapReport(stage: Stage): {
  readonly env: Readonly<Record<string, string>>;
  /** What people want to know of it: what was left alone although it is not what was asked for. The file is gone then. */
  readonly take: () => readonly string[];
} {
  const file = join(stage.directory, 'bootstrap-report');
  rmSync(file, { force: true });
  return {
    env: { INSTALL_REPORT: file },
    take: () => {
      const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
      rmSync(file, { force: true });
      // As blueprints/bootstrap/install.sh.hbs says it.
      return lines.filter((line) => line.endsWith(': left as it is'));
    },
  };
}
